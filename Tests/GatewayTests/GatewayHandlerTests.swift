import GraphQLExecution
import HTTPCore
import Logging
import Observability
import Testing

@testable import Gateway

/// Answers with the identifiers that the request travels under.
private struct EchoResponder: GraphQLResponder {
  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer {
    let same = context.requestID == RequestTrace.current?.requestID && context.traceparent == RequestTrace.current?.traceparent
    let text = "\(same) \(context.requestID) \(context.traceparent ?? "none") \(context.header("Authorization") ?? "none")"
    return GraphQLAnswer(outcome: .executed(hasErrors: false), body: Array(text.utf8))
  }
}

@Suite struct GatewayHandlerTests {
  private let metrics = GatewayMetrics()
  private var handler: GatewayHandler {
    GatewayHandler(
      graph: CurrentGraph(
        ServedGraph(version: "1", graphQL: GraphQLHTTPHandler(responder: EchoResponder()), upstreams: [])),
      health: HealthHandler(health: UpstreamHealth(names: [])), metrics: metrics,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test func passesIdentifiersOnAndEchoesThem() async throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let headers: HTTPFields = ["X-Request-ID": "mine-1", "Traceparent": parent, "Authorization": "Bearer t"]
    let response = await handler.respond(to: HTTPRequest(target: "/graphql?query=x", headers: headers))
    #expect(response.headers["x-request-id"] == "mine-1")
    let traceparent = try #require(response.headers["traceparent"])
    #expect(traceparent.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
    #expect(traceparent != parent)
    #expect(String(decoding: response.body, as: UTF8.self) == "true mine-1 \(traceparent) Bearer t")
  }

  @Test func makesIdentifiersWhereNoneOrBadOnesCame() async {
    let response = await handler.respond(to: HTTPRequest(target: "/health", headers: ["X-Request-ID": "a b\"", "traceparent": "x"]))
    #expect(response.headers["x-request-id"]?.count == 36)
    #expect(TraceContext(traceparent: response.headers["traceparent"] ?? "") != nil)
  }

  @Test func countsByRouteAndNeverByPath() async {
    _ = await handler.respond(to: HTTPRequest(target: "/graphql?query=x"))
    _ = await handler.respond(to: HTTPRequest(target: "/made/up/by/a/client"))
    let page = await handler.respond(to: HTTPRequest(target: "/metrics"))
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(text.contains(#"gateway_http_requests_total{route="graphql",status="200"} 1"#))
    #expect(text.contains(#"gateway_http_requests_total{route="none",status="404"} 1"#))
    #expect(!text.contains("made"))
  }

  @Test func answersUnknownPathsInGraphQLsErrorFormat() async {
    let response = await handler.respond(to: HTTPRequest(target: "/nothing"))
    #expect(response.status == .notFound)
    #expect(String(decoding: response.body, as: UTF8.self).contains(#"{"errors":[{"message":"#))
    #expect(response.headers["cache-control"] == "no-store")
  }
}
