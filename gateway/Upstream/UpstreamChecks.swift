import HTTPClient
import HTTPCore
import ProcessKit
import TLS

/// The probes of the graph's services: of those whose `@service` has `health`, and of no other.
///
/// A service is up if the path answers with a status from 200 to 399.
struct UpstreamChecks: Sendable {
  /// Sends a GET for a path on a host and returns the status. Nil if no response came.
  let probe: @Sendable (_ origin: HTTPURL, _ path: String, _ tls: TLSClientContext?) async -> Int?

  init(probe: @escaping @Sendable (_ origin: HTTPURL, _ path: String, _ tls: TLSClientContext?) async -> Int?) { self.probe = probe }

  init(client: HTTPClient) {
    self.init { origin, path, tls in
      try? await client.execute(HTTPRequest(method: .get, target: path), to: origin, tls: tls, timeout: .seconds(2)).status.code
    }
  }

  /// The gateway does not need any one of its services, so none of the checks is required.
  func of(_ graph: ServedGraph) -> [HealthCheck] {
    graph.upstreams.compactMap { upstream in
      guard let path = upstream.healthPath else { return nil }
      return HealthCheck(upstream.name, isRequired: false) {
        guard let status = await probe(upstream.origin, path, graph.tls[upstream.name]) else { return false }
        return (200..<400).contains(status)
      }
    }
  }
}
