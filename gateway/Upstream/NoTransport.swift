import RESTConnectors

/// For commands that make no calls.
struct NoTransport: RESTTransport {
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .refused }
}
