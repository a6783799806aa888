import Upstreams

/// A transport for commands that make no calls.
package struct NoTransport: UpstreamTransport {
  package init() {}

  package func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .refused }
}
