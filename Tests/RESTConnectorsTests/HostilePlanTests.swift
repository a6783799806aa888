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

  @Test func refusesFragmentsUnderTooManyConditions() throws {
    let graph = try graph()
    // 150 times 150 pairs of conditions, each of which has to be told from those before it.
    let variables = (0..<300).map { "$v\($0): Boolean!" }.joined(separator: " ")
    let outer = (0..<150).map { "...F @include(if: $v\($0))" }.joined(separator: " ")
    let inner = (150..<300).map { "...G @include(if: $v\($0))" }.joined(separator: " ")
    let query = "query(\(variables)) { me { \(outer) } } fragment F on User { \(inner) } fragment G on User { id }"
    #expect(throws: GraphQLError.self) {
      try OperationPlan(document: try Parser.parse(query), operationName: nil, schema: graph.engine.schema, planner: graph.planner)
    }
  }

  @Test func mergesManyFragmentsOnce() throws {
    let graph = try graph()
    let spreads = (0..<500).map { "...F\($0)" }.joined(separator: " ")
    let fragments = (0..<500).map { "fragment F\($0) on User { id email orders { id user { fullName } } }" }.joined(separator: "\n")
    let plan = try plan(graph, "{ me { \(spreads) } } \(fragments)")
    #expect(plan?.upstreamBound(assumedListSize: 10).calls == 3)
  }

  /// What costs the square of this many selections would not end in time.
  private static let many = 15_000

  @Test(.timeLimit(.minutes(1))) func tellsOfWidePlansInTheirSize() throws {
    let graph = try graph()
    let wide = (0..<Self.many).map { "a\($0): orders(first: \($0 % 2)) { id }" }.joined(separator: " ")
    let document = try Parser.parse("{ me { \(wide) } }", limits: ParserLimits(maximumTokens: .max))
    let plan = try OperationPlan(
      document: document, operationName: nil, schema: graph.engine.schema, planner: graph.planner,
      limits: .none)
    #expect(plan.calls.map(\.paths.count) == [1, Self.many / 2, Self.many / 2])
    #expect(plan.description.utf8.count > Self.many * 7)
    #expect(plan.upstreamBound(assumedListSize: 1).waves == 2)
  }

  @Test(.timeLimit(.minutes(1))) func runsWidePlansInTheirSize() async throws {
    let graph = try TestGraph(
      ProjectSchema.files(), environment: ProjectSchema.environment,
      transport: MockTransport { call in .json(call.url.description.contains("/orders") ? #"{"data": []}"# : #"{"data": {"id": "1"}}"#) })
    // Loads of one object; and one load that many selections ask for, each of them a place of its error.
    let wide = (0..<Self.many).map { "a\($0): orders { id } me: email" }.joined(separator: " ")
    let document = try Parser.parse("{ me { \(wide) } }", limits: ParserLimits(maximumTokens: .max))
    let plan = try OperationPlan(
      document: document, operationName: nil, schema: graph.engine.schema, planner: graph.planner,
      limits: .none)
    let result = await Executor().execute(plan, variables: try plan.coerceVariables([:]), context: ExecutionContext())
    // An error lists at most twenty of its places.
    #expect(result.errors.map(\.locations.count) == [20])
  }
}
