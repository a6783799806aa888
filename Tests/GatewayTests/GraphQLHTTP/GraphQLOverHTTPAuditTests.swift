import HTTPCore
import TestSupport
import Testing

/// Runs all audits against the gateway. `WholeChain.HTTPAudits` runs them through nginx.
@Suite struct GraphQLOverHTTPAuditTests {
  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func passesEveryAudit() async throws {
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      for audit in GraphQLOverHTTPAudit.published + GraphQLOverHTTPAudit.strict {
        let response = try await gateway.client.execute(audit.request, to: gateway.url, timeout: .seconds(20))
        for fault in audit.faults(in: response) { Issue.record("\(fault)") }
      }
    }
  }

  @Test func knowsEveryPublishedAuditOnce() {
    #expect(GraphQLOverHTTPAudit.published.count == 78)
    let ids = (GraphQLOverHTTPAudit.published + GraphQLOverHTTPAudit.strict).map(\.id)
    #expect(Set(ids).count == ids.count)
  }

  @Test func reportsDifferences() throws {
    let audit = try #require(GraphQLOverHTTPAudit.published.first { $0.id == "13EE" })
    let answer = { (status: HTTPStatus, text: String) in HTTPResponse(status: status, body: Array(text.utf8)) }
    #expect(audit.faults(in: answer(.ok, #"{"data":{}}"#)).isEmpty)
    #expect(audit.faults(in: answer(.ok, #"{"data":null,"errors":[]}"#)).count == 1)
    #expect(audit.faults(in: answer(.badRequest, "<html>")).count == 2)
    #expect(audit.faults(in: HTTPResponse(status: .ok, body: [0xFF])).count == 1)
  }
}
