import HTTPCore
import ProcessKit
import Synchronization
import TestSupport
import Testing
import Upstreams

@testable import Gateway
@testable import GraphQL
@testable import GraphTools

@Suite struct UpstreamChecksTests {
  /// Records the targets that are asked for; answers 500 for those that start with `/broken`.
  private final class Recorder: HTTPHandler {
    private let asked = Mutex<[String: Int]>([:])

    var targets: [String: Int] { asked.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      asked.withLock { $0[request.target, default: 0] += 1 }
      let status: HTTPStatus = request.path.hasPrefix("/broken") ? .internalServerError : .ok
      return HTTPResponse(status: status, headers: ["content-type": "application/json"], body: Array("7".utf8))
    }
  }

  private func graph(_ upstreams: [ComposedGraph.Upstream]) throws -> ServedGraph {
    let engine = try GraphQLEngine(schema: "type Query { x: String }", resolvers: [:])
    return ServedGraph(version: "1", graphQL: GraphQLHTTPHandler(executor: QueryExecutor(engine: engine)), upstreams: upstreams)
  }

  private func upstream(_ name: String, health: String? = nil, _ condition: UpstreamCondition = .unknown) throws -> ComposedGraph.Upstream {
    .init(name: name, origin: try #require(HTTPURL("http://\(name).test")), healthPath: health) { condition }
  }

  private static let twoServices = SourceFile(
    name: "s.graphql",
    text: """
      extend schema
        @service(name: "asked", url: "{$env.UPSTREAM}/api/v1", health: "/alive?deep=1")
        @service(name: "notAsked", url: "{$env.UPSTREAM}")
        @service(name: "failing", url: "{$env.UPSTREAM}", health: "/broken")
      type Query {
        a: Int @rest(service: "asked", GET: "/a")
        b: Int @rest(service: "notAsked", GET: "/b")
        c: Int @rest(service: "notAsked", GET: "/broken/c")
        d: Int @rest(service: "failing", GET: "/d")
      }
      """)

  @Test func anUpstreamIsAskedNothingUnlessItsServiceHasHealth() async throws {
    let recorder = Recorder()
    try await RunningGateway.with(files: [Self.twoServices], upstream: recorder) { gateway in
      try await eventually("three probes", timeout: .seconds(60)) { (recorder.targets["/alive?deep=1"] ?? 0) >= 3 }
      #expect(Set(recorder.targets.keys) == ["/alive?deep=1", "/broken"])
      try await eventually("the result of the probe", timeout: .seconds(60)) {
        let health = try await gateway.send("GET", "/health")
        return String(decoding: health.body, as: UTF8.self).contains(#""upstreams":{"asked":"up","failing":"down","notAsked":"unknown"}"#)
      }
    }
  }

  @Test func theProjectsOwnServicesAreAskedNothing() async throws {
    let files = try SourceFile.schema(in: SpecFile.projectSchema.path)
    let graph = try ComposedGraph(
      files: files, environment: ["USER_SERVICE_URL": "http://u", "ORDER_SERVICE_URL": "http://o", "PAYMENT_SERVICE_URL": "http://p"],
      transport: NoTransport())
    #expect(graph.upstreams.map(\.name) == ["orders", "payments", "users"])
    #expect(graph.upstreams.allSatisfy { $0.healthPath == nil })
  }

  @Test func healthTellsADegradedUpstreamFromItsCalls() async throws {
    let recorder = Recorder()
    let file = SourceFile(
      name: "s.graphql",
      text: """
        extend schema @service(name: "shop", url: "{$env.UPSTREAM}", retry: { attempts: 1 })
        type Query { good: Int @rest(service: "shop", GET: "/good") bad: Int @rest(service: "shop", GET: "/broken") }
        """)
    try await RunningGateway.with(files: [file], upstream: recorder) { gateway in
      func health() async throws -> String { String(decoding: try await gateway.send("GET", "/health").body, as: UTF8.self) }
      #expect(try await health().contains(#""status":"ok""#))
      #expect(try await health().contains(#""shop":"unknown""#))
      _ = try await gateway.query("{ bad }")
      #expect(try await health().contains(#""status":"degraded""#))
      #expect(try await health().contains(#""shop":"down""#))
      _ = try await gateway.query("{ good }")
      #expect(try await health().contains(#""shop":"degraded""#))
      #expect(try await !health().contains("127.0.0.1"))
      #expect(try await gateway.send("GET", "/health").status == .ok)
      #expect(try await gateway.send("GET", "/ready").status == .ok)
      #expect(recorder.targets == ["/good": 1, "/broken": 1])
    }
  }

  @Test func aProbedServiceIsUpIfItAnswersBelow400() async throws {
    let statuses = ["a.test": 200, "b.test": 404, "c.test": 500]
    let graph = try graph(["a", "b", "c", "d"].map { try upstream($0, health: "/health") })
    let monitor = HealthMonitor(checks: UpstreamChecks { origin, _, _ in statuses[origin.host] }.of(graph))
    await monitor.check()
    #expect(monitor.status.dependencies.map(\.condition) == [.up, .down, .down, .down])
    #expect(monitor.status.isReady)
  }

  @Test func theDocumentNamesEachServiceAndNoHost() async throws {
    let graph = try graph([try upstream("orders", health: "/health"), try upstream("users", .up)])
    let monitor = HealthMonitor(checks: UpstreamChecks { _, _, _ in nil }.of(graph))
    let health = GatewayHealth(of: CurrentGraph(graph))
    func text(_ path: ProcessEndpoints.Path) -> String { String(decoding: health.document(monitor.status, path), as: UTF8.self) }
    await monitor.check()
    #expect(text(.health) == #"{"status":"degraded","service":"gateway","graph":"1","upstreams":{"orders":"down","users":"up"}}"#)
    #expect(text(.ready).contains(#""status":"ready""#))
    monitor.markDraining()
    #expect(text(.ready).contains(#""status":"draining""#))
  }

  @Test func theDocumentIsBoundedAndNamesFailingServicesFirst() throws {
    var upstreams: [ComposedGraph.Upstream] = []
    for number in 0..<1000 { upstreams.append(try upstream("s\(number)", number == 999 ? .down : .up)) }
    let health = GatewayHealth(of: CurrentGraph(try graph(upstreams)))
    let text = String(decoding: health.document(HealthMonitor(checks: []).status, .health), as: UTF8.self)
    #expect(text.contains(#""s999":"down""#))
    #expect(text.contains(#""upstreamsOmitted":900"#))
    #expect(text.utf8.count < 2_000)
  }

  private struct NoTransport: UpstreamTransport {
    func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .unreachable }
  }
}
