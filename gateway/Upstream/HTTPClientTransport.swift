import HTTPClient
import HTTPCore
import ProcessKit
import TLS
import Upstreams

/// Sends upstream requests with our HTTP client, from the event loop that serves the client's request.
struct HTTPClientTransport: UpstreamTransport {
  let client: HTTPClient
  let calls: RequestMetrics
  /// The contexts of the services whose URL is `https`.
  let contexts: ServiceContexts

  func send(_ upstream: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    let request = HTTPRequest(method: upstream.method, target: upstream.url.target, headers: upstream.headers, body: upstream.body ?? [])
    var context: TLSClientContext?
    if upstream.url.scheme == .https {
      context = contexts[upstream.upstream]
      // Never with the certificates of another service.
      guard context != nil else { throw .refused }
    }
    let started = ContinuousClock.now
    calls.begin()
    defer { calls.end() }
    do throws(HTTPClientError) {
      let response = try await client.execute(
        request, to: upstream.url, tls: context, timeout: upstream.timeout, bodyBytes: upstream.maxResponseBytes,
        cancellation: upstream.cancellation)
      calls.record(route: upstream.upstream, status: response.status.code, duration: ContinuousClock.now - started)
      return UpstreamResponse(status: response.status.code, headers: response.headers, body: response.body)
    } catch {
      calls.record(route: upstream.upstream, status: 0, duration: ContinuousClock.now - started)
      throw UpstreamFailure(error)
    }
  }
}

extension UpstreamFailure {
  /// Never contains an address or the system's message, since the client sees what it becomes.
  fileprivate init(_ error: HTTPClientError) {
    switch error {
    case .connectionRefused, .unreachable, .nameNotFound, .connectionClosed, .system: self = .unreachable
    case .tls(let reason): self = .insecure(reason: reason)
    case .timedOut: self = .timeout
    case .cancelled: self = .cancelled
    case .malformedResponse: self = .malformed
    case .tooLarge: self = .tooLarge
    case .invalidRequest, .stopped: self = .refused
    }
  }
}
