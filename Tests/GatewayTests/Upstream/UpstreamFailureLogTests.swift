import GraphQL
import HTTPCore
import Observability
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools
@testable import Upstreams

@Suite struct UpstreamFailureLogTests {
  private final class SetClock: CallClock {
    private let time = Mutex(Duration.zero)
    var now: Duration { time.withLock { $0 } }
    func sleep(for duration: Duration) async throws {}
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  /// Answers by path: `/500` and so on with that status, other paths with the JSON of `bodies`.
  private struct Upstream: HTTPHandler {
    let bodies: [String: String]

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      if let status = Int(request.path.dropFirst()) { return HTTPResponse(status: HTTPStatus(code: status)) }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array((bodies[request.path] ?? "{}").utf8))
    }
  }

  private func call(_ reason: String, service: String = "s") -> FailedCall {
    FailedCall(
      service: service, method: "GET", template: "/a/{$args.id}", reason: reason, code: "TIMEOUT", status: nil, attempt: 2,
      duration: .milliseconds(1500))
  }

  private func failures(_ registry: PrometheusRegistry) -> [String] {
    String(decoding: registry.render(), as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("gateway_upstream_failures") }.map(
      String.init)
  }

  @Test func aFailedCallIsOneWarningAndIsCounted() {
    let log = RecordedLog(), registry = PrometheusRegistry()
    UpstreamFailureLog(logger: log.logger, registry: registry, clock: SetClock()).record(call("timeout"))
    #expect(
      log.lines == ["warning upstream call failed attempt=2 code=TIMEOUT ms=1500 reason=timeout service=s template=GET /a/{$args.id}"])
    #expect(failures(registry) == [#"gateway_upstream_failures_total{code="TIMEOUT",service="s"} 1"#])
  }

  @Test func aStormIsSampledByServiceAndReasonAndTheDroppedLinesAreCounted() {
    let log = RecordedLog(), clock = SetClock(), registry = PrometheusRegistry()
    let failureLog = UpstreamFailureLog(logger: log.logger, registry: registry, clock: clock)
    for _ in 0..<1000 { failureLog.record(call("timeout")) }
    #expect(log.lines.count == UpstreamFailureLog.linesPerSecond)
    failureLog.record(call("unreachable"))
    failureLog.record(call("timeout", service: "t"))
    #expect(log.lines.count == UpstreamFailureLog.linesPerSecond + 2)
    clock.advance(by: .seconds(1))
    failureLog.record(call("timeout"))
    failureLog.record(call("timeout"))
    #expect(log.lines.count == UpstreamFailureLog.linesPerSecond + 4)
    #expect(log.lines.filter { $0.contains("dropped=\(1000 - UpstreamFailureLog.linesPerSecond) ") }.count == 1)
    #expect(failures(registry).contains(#"gateway_upstream_failures_total{code="TIMEOUT",service="s"} 1003"#))
  }

  @Test func everyKindOfFailureOfAServiceLeavesALineWithoutValues() async throws {
    let log = RecordedLog()
    let schema = """
      extend schema @service(name: "s", url: "{$env.UPSTREAM}", retry: { attempts: 2, budgetPercent: 100 })
      extend schema @service(name: "gone", url: "{$env.PAYMENT_SERVICE_URL}", retry: { attempts: 1, budgetPercent: 0 })
      type Query {
        failing(secret: String): Item @rest(service: "s", GET: "/503?token=template-secret&s={$args.secret}")
        refused(secret: String): Item @rest(service: "s", GET: "/409?s={$args.secret}")
        malformed: Item @rest(service: "s", GET: "/malformed")
        mismatch: Item @rest(service: "s", GET: "/mismatch")
        batched: Item @rest(service: "s", GET: "/item")
        gone(secret: String): Item @rest(service: "gone", GET: "/{$args.secret}/x")
      }
      type Item @key(fields: "id") { id: ID! n: Int price: Item @rest(service: "s", GET: "/wrong?of={$keys.id}", batch: { by: "id" }) }
      """
    let upstream = Upstream(bodies: [
      "/malformed": "{secret", "/mismatch": #"{"id": 1, "n": "secret"}"#, "/item": #"{"id": "secret"}"#, "/wrong": "5",
    ])
    try await RunningGateway.with(
      files: [SourceFile(name: "s.graphql", text: schema)], upstream: upstream, down: ["payments"], logger: log.logger
    ) { gateway in
      let text = try await gateway.query(
        #"query Everything { failing(secret: "v") { id } refused(secret: "v") { id } malformed { id } mismatch { n } batched { price { id } } gone(secret: "v") { id } }"#
      )
      #expect(text.contains(#""mismatch":{"n":null}"#))
      let lines = log.lines.filter { $0.contains("upstream call failed") || $0.contains("does not match") }
      let facts = Set(lines.map { $0.replacing(#/ms=\d+ /#, with: "") })
      #expect(
        facts == [
          "warning upstream call failed attempt=1 code=SERVICE_UNAVAILABLE reason=status 503 service=s status=503 template=GET /503",
          "warning upstream call failed attempt=2 code=SERVICE_UNAVAILABLE reason=status 503 service=s status=503 template=GET /503",
          "warning upstream call failed attempt=1 code=BAD_UPSTREAM_RESPONSE reason=malformed service=s status=200 template=GET /malformed",
          "warning upstream call failed attempt=1 code=BAD_UPSTREAM_RESPONSE reason=not a list service=s template=GET /wrong",
          "warning upstream call failed attempt=1 code=SERVICE_UNAVAILABLE reason=unreachable service=gone template=GET /{$args.secret}/x",
          "warning upstream response does not match the schema code=BAD_UPSTREAM_RESPONSE field=Item.n reason=mismatch service=s values=1",
        ])
      #expect(lines.count == facts.count)
      #expect(!log.lines.contains { $0.contains("template-secret") || $0.contains("=v") })
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_upstream_failures_total{code="BAD_UPSTREAM_RESPONSE",service="s"} 3"#))
      #expect(page.contains(#"gateway_upstream_failures_total{code="SERVICE_UNAVAILABLE",service="gone"} 1"#))
      #expect(page.contains(#"gateway_graphql_errors_total{code="BAD_UPSTREAM_RESPONSE",operation="Everything",type="query"} 3"#))
      #expect(page.contains(#"gateway_graphql_errors_total{code="SERVICE_UNAVAILABLE",operation="Everything",type="query"} 2"#))
      #expect(page.contains(#"gateway_graphql_errors_total{code="CONFLICT",operation="Everything",type="query"} 1"#))
    }
  }

  @Test func theNamesAndCodesThatAreCountedAreBounded() {
    let registry = PrometheusRegistry()
    let metrics = GraphQLErrorMetrics(registry: registry)
    for n in 0..<10_000 {
      metrics.count([GraphQLError("m", extensions: ["code": "C\(n)"])], type: .query, name: "N\(n)")
    }
    metrics.count([GraphQLError("m", extensions: ["code": "C0"])], type: nil, name: nil)
    let lines = String(decoding: registry.render(), as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == GraphQLErrorMetrics.maximumLabels + 2)
    #expect(lines.contains(#"gateway_graphql_errors_total{code="other",operation="other",type="query"} 9900"#))
    #expect(lines.contains(#"gateway_graphql_errors_total{code="C0",operation="",type="unknown"} 1"#))
  }
}
