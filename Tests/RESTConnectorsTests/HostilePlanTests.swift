import GraphQL
import GraphQLExecution
import GraphQLLanguage
import RESTConnectors
import Testing

/// Planning is polynomial, whatever the document.
@Suite struct HostilePlanTests {
  private func graph() throws -> TestGraph {
    try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
  }

  private func time(_ graph: TestGraph, _ query: String) throws -> (first: Duration, plan: OperationPlan?) {
    let document = try Parser.parse(query)
    var plan: OperationPlan?
    let time = ContinuousClock().measure {
      plan = try? OperationPlan(document: document, operationName: nil, schema: graph.engine.schema, planner: graph.planner)
    }
    return (time, plan)
  }

  @Test func plansDeepDocuments() throws {
    let graph = try graph()
    let deep = (0..<40).reduce("id") { inner, _ in "orders { user { \(inner) } }" }
    let (time, plan) = try time(graph, "{ me { \(deep) } }")
    #expect(plan != nil && time < .seconds(2))
    #expect(plan?.upstreamBound().waves == 41)
  }

  @Test func plansWideDocuments() throws {
    let graph = try graph()
    let wide = (0..<500).map { "a\($0): me { id email orders { id } }" }.joined(separator: " ")
    let (time, plan) = try time(graph, "{ \(wide) }")
    #expect(plan?.upstreamBound().calls == 11 && time < .seconds(5))
  }

  @Test func refusesDocumentsThatMultiply() throws {
    let graph = try graph()
    // Each fragment spreads the next one under two aliases: two to the power of 40 fields.
    let fragments = (0..<40).map { "fragment F\($0) on User { a: orders { user { ...F\($0 + 1) } } b: orders { user { ...F\($0 + 1) } } }" }
    let (time, plan) = try time(graph, "{ me { ...F0 } } \(fragments.joined(separator: "\n")) fragment F40 on User { id }")
    #expect(plan == nil && time < .seconds(5))
  }

  @Test func mergesManyFragmentsOnce() throws {
    let graph = try graph()
    let spreads = (0..<500).map { "...F\($0)" }.joined(separator: " ")
    let fragments = (0..<500).map { "fragment F\($0) on User { id email orders { id user { fullName } } }" }.joined(separator: "\n")
    let (time, plan) = try time(graph, "{ me { \(spreads) } } \(fragments)")
    #expect(plan?.upstreamBound(assumedListSize: 10).calls == 3 && time < .seconds(2))
  }

  @Test func plansTheExampleAtOnce() throws {
    let graph = try graph()
    let query =
      "{ orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } } pageInfo { total hasMore } } }"
    let best = try (0..<20).map { _ in try time(graph, query).first }.min() ?? .zero
    // A debug build; a release build is about ten times as fast.
    #expect(best < .milliseconds(10), "\(best)")
  }
}
