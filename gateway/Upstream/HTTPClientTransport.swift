import HTTPClient
import HTTPCore
import ProcessKit
import RESTConnectors

/// Sends the connectors' calls over our HTTP client, from the loop that serves the request.
struct HTTPClientTransport: RESTTransport {
  let client: HTTPClient
  let calls: RequestMetrics

  func send(_ call: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    guard let url = HTTPURL(call.url) else { throw .refused }
    var headers = HTTPFields()
    for (name, value) in call.headers { headers.append(name, value) }
    let request = HTTPRequest(method: HTTPMethod(rawValue: call.method), target: url.target, headers: headers, body: call.body ?? [])
    let started = ContinuousClock.now
    do throws(HTTPClientError) {
      let response = try await client.execute(request, to: url, timeout: call.timeout, bodyBytes: call.maximumResponseBytes)
      calls.record(route: call.service, status: response.status.code, duration: ContinuousClock.now - started)
      var received: [(String, String)] = []
      response.headers.forEach { name, value in received.append((name, value)) }
      return UpstreamResponse(status: response.status.code, headers: received, body: response.body)
    } catch {
      calls.record(route: call.service, status: 0, duration: ContinuousClock.now - started)
      throw UpstreamFailure(error)
    }
  }
}

extension UpstreamFailure {
  /// What of the client's error a client of ours may learn: never an address, never the system's words.
  fileprivate init(_ error: HTTPClientError) {
    switch error {
    case .connectionRefused, .unreachable, .nameNotFound, .connectionClosed, .system: self = .unreachable
    case .timedOut: self = .timeout
    case .cancelled: self = .cancelled
    case .malformedResponse: self = .malformed
    case .tooLarge: self = .tooLarge
    case .invalidRequest, .stopped: self = .refused
    }
  }
}
