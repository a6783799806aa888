import TestSupport
import Testing

extension WholeChain {
  /// Every GraphQL-over-HTTP audit through nginx, twice, because nginx may answer the second request from its cache.
  @Suite struct HTTPAudits {
    @Test(arguments: 1...2) func passThroughNginx(round: Int) async throws {
      try await Chain.with { chain in
        for audit in GraphQLOverHTTPAudit.published + GraphQLOverHTTPAudit.strict {
          for fault in audit.faults(in: try await chain.client.send(audit.request, at: chain.nginx)) { Issue.record("\(fault)") }
        }
      }
    }
  }
}
