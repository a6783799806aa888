import GraphTools
import HTTPClient
import HTTPCore
import JSON
import ProcessKit

/// The health of the graph's services.
///
/// A service is up if it answers `/health` with a status below 500. It does not need to have that path.
struct UpstreamChecks: Sendable {
  /// Sends a GET for `/health` and returns the status. Nil if no response came.
  let probe: @Sendable (HTTPURL) async -> Int?

  init(probe: @escaping @Sendable (HTTPURL) async -> Int?) { self.probe = probe }

  init(client: HTTPClient) {
    self.init { origin in
      let request = HTTPRequest(method: .get, target: "/health")
      return try? await client.execute(request, to: origin, timeout: .seconds(2)).status.code
    }
  }

  func of(_ graph: ServedGraph) -> [HealthCheck] {
    graph.upstreams.map { upstream in
      HealthCheck(upstream.name) {
        guard let status = await probe(upstream.origin) else { return false }
        return status < 500
      }
    }
  }

  /// The JSON body of `/health` and `/ready`. It names no host.
  static func document(_ health: HealthStatus, _ path: ProcessEndpoints.Path, graphVersion: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("status")
    writer.string(path == .ready ? (health.isReady ? "ready" : health.isDraining ? "draining" : "waiting") : "ok")
    writer.name("service")
    writer.string("gateway")
    writer.name("graph")
    writer.string(graphVersion)
    writer.name("upstreams")
    writer.beginObject()
    for dependency in health.dependencies {
      writer.name(dependency.name)
      writer.string(dependency.condition.rawValue)
    }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}
