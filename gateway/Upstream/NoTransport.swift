import Upstreams

/// The transport of commands that make no calls.
struct NoTransport: UpstreamTransport {
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .refused }
}
