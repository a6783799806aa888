import GraphQL
import HTTPCore
import ProcessKit
import Testing

@testable import Gateway
@testable import GraphTools

@Suite struct UpstreamChecksTests {
  private func graph(_ names: [String]) throws -> ServedGraph {
    let engine = try GraphQLEngine(schema: "type Query { x: String }", resolvers: [:])
    let upstreams = try names.map { ComposedGraph.Upstream(name: $0, origin: try #require(HTTPURL("http://\($0).test"))) }
    return ServedGraph(
      version: "1", graphQL: GraphQLHTTPHandler(executor: QueryExecutor(engine: engine)), upstreams: upstreams)
  }

  @Test func aServiceIsUpIfItAnswersBelow500() async throws {
    let statuses = ["a.test": 200, "b.test": 404, "c.test": 500]
    let monitor = HealthMonitor(checks: UpstreamChecks { statuses[$0.host] }.of(try graph(["a", "b", "c", "d"])))
    await monitor.check()
    #expect(monitor.status.dependencies.map(\.condition) == [.up, .up, .down, .down])
    #expect(!monitor.status.isReady)
  }

  @Test func theDocumentNamesEachServiceAndNoHost() async throws {
    let monitor = HealthMonitor(checks: UpstreamChecks { $0.host == "orders.test" ? nil : 200 }.of(try graph(["orders", "users"])))
    func text(_ path: ProcessEndpoints.Path) -> String {
      String(decoding: UpstreamChecks.document(monitor.status, path, graphVersion: "1"), as: UTF8.self)
    }
    await monitor.check()
    #expect(text(.health) == #"{"status":"ok","service":"gateway","graph":"1","upstreams":{"orders":"down","users":"up"}}"#)
    #expect(text(.ready).contains(#""status":"waiting""#))
    monitor.replace(checks: [])
    #expect(text(.ready) == #"{"status":"ready","service":"gateway","graph":"1","upstreams":{}}"#)
    monitor.markDraining()
    #expect(text(.ready).contains(#""status":"draining""#))
  }
}
