import Upstreams

/// A transport for commands that make no calls.
package struct NoTransport: UpstreamTransport {
  package init() {}

  package func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .refused }
}

extension UpstreamOptions {
  /// For commands that make no calls: they compose what only a gateway that verifies tokens serves.
  package static var withoutCalls: UpstreamOptions {
    var options = UpstreamOptions()
    options.verifiesTokens = true
    return options
  }
}
