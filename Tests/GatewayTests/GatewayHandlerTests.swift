import GraphQL
import HTTPCore
import Observability
import ProcessKit
import Testing

@testable import Gateway

@Suite struct GatewayHandlerTests {
  private let handler: ObservedHandler

  /// The graph's one field gives the identifiers of the request.
  init() throws {
    let engine = try GraphQLEngine(
      schema: "type Query { x: String }",
      resolvers: [
        "Query.x": .field { field in
          let (context, trace) = (field.context, RequestTrace.current)
          let same = context.requestID == trace?.requestID && context.traceparent == trace?.traceparent
          return "\(same) \(context.requestID) \(context.traceparent ?? "none") \(context.header("Authorization") ?? "none")"
        }
      ])
    let graphQL = GraphQLHTTPHandler(executor: QueryExecutor(engine: engine))
    let served = ServedGraph(version: "1", graphQL: graphQL, upstreams: [])
    let metrics = GatewayMetrics()
    let endpoints = ProcessEndpoints(
      monitor: HealthMonitor(checks: []), registry: metrics.registry, servesMetrics: true,
      healthDocument: GatewayHealth(of: CurrentGraph(served)).document)
    handler = ObservedHandler(
      GatewayHandler(graph: CurrentGraph(served), endpoints: endpoints),
      metrics: metrics.requests, logger: RunningGateway.silent, returnsTraceContext: true)
  }

  @Test func passesIdentifiersOnAndEchoesThem() async throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let headers: HTTPFields = ["X-Request-ID": "mine-1", "Traceparent": parent, "Authorization": "Bearer t"]
    let response = await handler.respond(to: HTTPRequest(target: "/graphql?query=%7Bx%7D", headers: headers))
    #expect(response.headers["x-request-id"] == "mine-1")
    let traceparent = try #require(response.headers["traceparent"])
    #expect(traceparent.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
    #expect(traceparent != parent)
    #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":{"x":"true mine-1 \#(traceparent) Bearer t"}}"#)
  }

  @Test func makesIdentifiersIfTheyAreMissingOrInvalid() async {
    let response = await handler.respond(to: HTTPRequest(target: "/health", headers: ["X-Request-ID": "a b\"", "traceparent": "x"]))
    #expect(response.headers["x-request-id"]?.count == 36)
    #expect(TraceContext(traceparent: response.headers["traceparent"] ?? "") != nil)
  }

  @Test func countsByRouteAndNeverByPath() async {
    _ = await handler.respond(to: HTTPRequest(target: "/graphql?query=%7Bx%7D"))
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
