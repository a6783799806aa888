import HTTPCore
import Logging
import Observability
import SharedKernel
import Synchronization
import Testing

@testable import ProcessKit

@Suite struct ObservedHandlerTests {
  /// Answers with the trace that is current while the handler runs.
  private struct Echo: RoutedHandler {
    var recording = RoutedResponse.Recording.all
    var userID: EntityID?

    func respond(to request: HTTPRequest, path: String, trace: RequestTrace) async -> RoutedResponse {
      let body = RequestTrace.current == trace ? trace.requestID : "another trace is current"
      return RoutedResponse(HTTPResponse(body: Array(body.utf8)), route: "echo", recording: recording, userID: userID)
    }
  }

  private final class Lines: Sendable {
    private let metadata = Mutex<[Logger.Metadata]>([])

    var all: [Logger.Metadata] { metadata.withLock { $0 } }

    func logger(_ level: Logger.Level = .info) -> Logger { Logger(label: "test") { _ in Handler(lines: self, logLevel: level) } }

    struct Handler: LogHandler {
      let lines: Lines
      var logLevel: Logger.Level
      var metadata: Logger.Metadata = [:]
      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }
      func log(event: LogEvent) { lines.metadata.withLock { $0.append(event.metadata ?? [:]) } }
    }
  }

  private let registry = PrometheusRegistry()
  private let lines = Lines()
  private var metrics: RequestMetrics { RequestMetrics(registry: registry) }
  private var rendered: String { String(decoding: registry.render(), as: UTF8.self) }

  @Test func givesEachRequestAnIDAndATrace() async throws {
    let handler = ObservedHandler(Echo(), metrics: metrics, logger: lines.logger(), returnsTraceContext: true)
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let response = await handler.respond(
      to: HTTPRequest(target: "/x", headers: ["X-Request-ID": "mine-1", "traceparent": parent]))
    #expect(String(decoding: response.body, as: UTF8.self) == "mine-1")
    #expect(response.headers["X-Request-ID"] == "mine-1")
    #expect(try #require(response.headers["traceparent"]).hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
    let own = await handler.respond(to: HTTPRequest(target: "/x", headers: ["X-Request-ID": "a b\"", "traceparent": "x"]))
    #expect(own.headers["X-Request-ID"]?.utf8.count == 36)
    #expect(TraceContext(traceparent: own.headers["traceparent"] ?? "") != nil)
  }

  @Test func countsAndLogs() async throws {
    let user = EntityID.make()
    let handler = ObservedHandler(Echo(userID: user), metrics: metrics, logger: lines.logger())
    let response = await handler.respond(to: HTTPRequest(target: "/x/1?a=b", remoteAddress: "10.0.0.1"))
    #expect(response.headers["traceparent"] == nil)
    #expect(rendered.contains(#"http_requests_total{route="echo",status="200"} 1"#))
    let line = try #require(lines.all.first)
    #expect(line["path"] == "/x/1")
    #expect(line["userId"] == "\(user)")
    #expect(line["remoteAddress"] == "10.0.0.1")
    #expect(Set(line.keys) == ["method", "path", "status", "durationMs", "remoteAddress", "userId"])
  }

  @Test(arguments: [
    "/x?access_token=secret", "/x?", "/x?a=b?c=secret", "http://h/x?access_token=secret", "http://h?access_token=secret",
    "/x%3Faccess_token=a?b=secret", "nothing?access_token=secret", "*?access_token=secret",
  ])
  func logsNoQuery(target: String) async throws {
    let handler = ObservedHandler(Echo(), metrics: metrics, logger: lines.logger(.trace))
    let headers: HTTPFields = ["Referer": "http://h/page?access_token=secret"]
    _ = await handler.respond(to: HTTPRequest(target: target, headers: headers))
    #expect(lines.all.count == 1)
    #expect(!lines.all.description.contains("secret"))
  }

  @Test func recordsWhatTheResponseSays() async {
    let counted = ObservedHandler(Echo(recording: .metrics), metrics: metrics, logger: lines.logger())
    #expect(await counted.respond(to: HTTPRequest(target: "/x")).headers["X-Request-ID"] != nil)
    let silent = ObservedHandler(Echo(recording: .none), metrics: metrics, logger: lines.logger())
    #expect(await silent.respond(to: HTTPRequest(target: "/x")).headers["X-Request-ID"] == nil)
    #expect(rendered.contains(#"http_requests_total{route="echo",status="200"} 1"#))
    #expect(lines.all.isEmpty)
  }

  @Test func namesMetricsForTheirProcess() {
    let calls = RequestMetrics(registry: registry, name: "gateway_upstream", label: "service")
    calls.record(route: "users", status: 0, duration: .milliseconds(3))
    calls.record(route: "users", status: 200, duration: .milliseconds(3))
    #expect(rendered.contains(#"gateway_upstream_requests_total{service="users",status="none"} 1"#))
    #expect(rendered.contains(#"gateway_upstream_requests_total{service="users",status="200"} 1"#))
    #expect(rendered.contains(#"gateway_upstream_request_duration_seconds_count{service="users"} 2"#))
  }
}
