import GraphQL
import GraphQLExecution
import GraphQLLanguage
import RESTConnectors
import Testing

/// Planning is polynomial, whatever the document: what grew exponentially would not end within the limit, however slow the machine.
@Suite(.timeLimit(.minutes(2))) struct HostilePlanTests {
  private func graph() throws -> TestGraph {
    try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
  }

  private func plan(_ graph: TestGraph, _ query: String) throws -> OperationPlan? {
    let document = try Parser.parse(query)
    return try? OperationPlan(document: document, operationName: nil, schema: graph.engine.schema, planner: graph.planner)
  }

  @Test func plansDeepDocuments() throws {
    let graph = try graph()
    let deep = (0..<40).reduce("id") { inner, _ in "orders { user { \(inner) } }" }
    let plan = try plan(graph, "{ me { \(deep) } }")
    #expect(plan != nil)
    #expect(plan?.upstreamBound().waves == 41)
  }

  @Test func plansWideDocuments() throws {
    let graph = try graph()
    let wide = (0..<500).map { "a\($0): me { id email orders { id } }" }.joined(separator: " ")
    let plan = try plan(graph, "{ \(wide) }")
    #expect(plan?.upstreamBound().calls == 11)
  }

  @Test func refusesDocumentsThatMultiply() throws {
    let graph = try graph()
    // Each fragment spreads the next one under two aliases: two to the power of 40 fields.
    let fragments = (0..<40).map { "fragment F\($0) on User { a: orders { user { ...F\($0 + 1) } } b: orders { user { ...F\($0 + 1) } } }" }
    let plan = try plan(graph, "{ me { ...F0 } } \(fragments.joined(separator: "\n")) fragment F40 on User { id }")
    #expect(plan == nil)
  }

  @Test func mergesManyFragmentsOnce() throws {
    let graph = try graph()
    let spreads = (0..<500).map { "...F\($0)" }.joined(separator: " ")
    let fragments = (0..<500).map { "fragment F\($0) on User { id email orders { id user { fullName } } }" }.joined(separator: "\n")
    let plan = try plan(graph, "{ me { \(spreads) } } \(fragments)")
    #expect(plan?.upstreamBound(assumedListSize: 10).calls == 3)
  }
}
