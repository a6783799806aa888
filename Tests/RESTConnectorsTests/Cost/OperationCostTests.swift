import GraphQL
import GraphQLExecution
import JSON
import RESTConnectors
import Testing

/// The static cost of operations by `@cost` and `@listSize`.
@Suite struct OperationCostTests {
  private static let schema = """
    type Query {
      leaf: Int @rest(service: "s", GET: "/leaf")
      heavy: Int @cost(weight: 7) @rest(service: "s", GET: "/heavy")
      one: Item @rest(service: "s", GET: "/one")
      plain: [Item] @rest(service: "s", GET: "/plain")
      usual(limit: Int! = 20): [Item] @listSize(slicingArguments: ["limit"]) @rest(service: "s", GET: "/usual?limit={$args.limit}")
      unsized(limit: Int! = 20): [Item] @rest(service: "s", GET: "/unsized?limit={$args.limit}")
      assumed: [Item] @listSize(assumedSize: 6) @rest(service: "s", GET: "/assumed")
      sliced(first: Int, last: Int): [Item] @listSize(slicingArguments: ["first", "last"]) @rest(service: "s", GET: "/sliced?f={$args.first}&l={$args.last}")
      loose(first: Int, last: Int): [Item] @listSize(assumedSize: 50, slicingArguments: ["first", "last"], requireOneSlicingArgument: false) @rest(service: "s", GET: "/loose?f={$args.first}&l={$args.last}")
      preset(first: Int = 4, last: Int): [Item] @listSize(slicingArguments: ["first", "last"]) @rest(service: "s", GET: "/preset?f={$args.first}&l={$args.last}")
      nested(filter: Filter): [Item] @listSize(slicingArguments: ["filter.max"], requireOneSlicingArgument: false) @rest(service: "s", POST: "/n", body: "{$args.filter}")
      page(first: Int!): Page @listSize(slicingArguments: ["first"], sizedFields: ["items"]) @rest(service: "s", GET: "/page?f={$args.first}")
      any(limit: Int! = 2): [Any] @listSize(slicingArguments: ["limit"]) @rest(service: "s", GET: "/any?limit={$args.limit}")
      leaves: [Int] @cost(weight: 2) @listSize(assumedSize: 3) @rest(service: "s", GET: "/leaves")
      color: Color @rest(service: "s", GET: "/color")
      withArgument(a: Int @cost(weight: 3), color: Color): Int @rest(service: "s", GET: "/a?a={$args.a}&c={$args.color}")
    }
    type Mutation { save(filter: Filter, all: [Filter!]): Item @rest(service: "s", POST: "/save", body: "{$args.filter}") }
    type Item { n: Int part: Part tags: [Part] }
    type Part @cost(weight: 3) { n: Int }
    type Page { total: Int items: [Item] others: [Item] }
    union Any = Item | Part
    enum Color @cost(weight: 5) { RED }
    input Filter { max: Int more: Int @cost(weight: 4) inner: Filter }
    """

  private static func graph(_ limit: Int = 5_000) throws -> AccessGraph {
    var limits = OperationLimits()
    limits.maximumCost = limit
    return try AccessGraph(["s": schema], limits: limits) { _ in .json("[]") }
  }

  @Test(
    arguments: [
      ("{ leaf }", 0),
      ("{ heavy again: heavy }", 14),
      ("{ one { n } }", 1),
      ("{ one { n } one { n part { n } } }", 4),
      ("{ plain { n } }", 1),
      ("{ plain { part { n } tags { n } } }", 7),
      ("{ usual { n } }", 20),
      ("{ unsized(limit: 50) { n } }", 1),
      ("{ usual(limit: 3) { part { n } } }", 12),
      ("{ usual(limit: 0) { part { n } } }", 0),
      ("{ assumed { n } }", 6),
      ("{ sliced(first: 5) { n } }", 5),
      ("{ sliced(last: 5, first: null) { n } }", 5),
      ("{ loose { n } }", 50),
      ("{ loose(first: 5) { n } }", 5),
      ("{ loose(first: 5, last: 9) { n } }", 9),
      ("{ preset { n } }", 4),
      ("{ nested(filter: { max: 8 }) { n } }", 9),
      ("{ page(first: 5) { total items { n } others { n } } }", 7),
      ("{ any { ... on Item { n part { n } } ... on Part { n } } }", 8),
      ("{ any { __typename } }", 6),
      ("{ leaves }", 6),
      ("{ color }", 5),
      ("{ withArgument }", 0),
      ("{ withArgument(a: 1) }", 3),
      ("{ withArgument(a: 1, color: RED) }", 8),
      ("mutation { save { n } }", 1),
      ("mutation { save(filter: {}) { n } }", 2),
      ("mutation { save(filter: { more: 1, inner: { max: 1 } }) { n } }", 7),
      ("mutation { save(all: [{}, { more: 1 }]) { n } }", 7),
      ("{ __schema { types { name fields { name args { name } } } } }", 0),
      ("{ one { ...F ...F } } fragment F on Item { part { n } }", 4),
    ]) func isTheSumOfTheWeights(_ query: String, _ cost: Int) throws
  {
    let engine = try Self.graph().engine
    let operation = try engine.prepare(query)
    #expect(operation.cost(try engine.coerceVariables([:], for: operation)) == cost)
  }

  @Test func dependsOnVariables() throws {
    let engine = try Self.graph(.max).engine
    func cost(_ query: String, _ variables: JSONObject) throws -> Int {
      let operation = try engine.prepare(query)
      return operation.cost(try engine.coerceVariables(variables, for: operation))
    }
    let usual = "query($n: Int! = 7) { usual(limit: $n) { part { n } } }"
    #expect(try cost(usual, [:]) == 28)
    #expect(try cost(usual, ["n": .number("100")]) == 400)
    #expect(
      try cost("query($n: Int!) { usual(limit: $n) { n } other: usual(limit: 2) { n } }", ["n": .number("1000000000")]) == 1_000_000_002)
    let nested = "query($f: Filter) { nested(filter: $f) { n } }"
    #expect(try cost(nested, ["f": ["max": .number("9"), "more": .number("1")]]) == 14)
    #expect(try cost(nested, [:]) == 1)
    #expect(try cost("mutation($f: [Filter!]) { save(all: $f) { n } }", ["f": [[:], ["more": .number("2")]]]) == 7)
    #expect(try cost("query($a: Int) { withArgument(a: $a) }", ["a": .number("1")]) == 3)
  }

  @Test func isLimitedBeforeAnyCall() async throws {
    let query = "query($n: Int!) { usual(limit: $n) { n } }"
    for limit in [10, 5_000] {
      let graph = try Self.graph(limit)
      let allowed = try await graph.run(query, variables: ["n": .number("\(limit)")])
      #expect(allowed.response == #"{"data":{"usual":[]}}"#)
      #expect(allowed.calls.count == 1)
      let refused = try await graph.run(query, variables: ["n": .number("\(limit + 1)")])
      #expect(refused.calls == [])
      #expect(
        refused.response
          == #"{"errors":[{"message":"The operation costs \#(limit + 1); at most \#(limit) is allowed. Ask for shorter lists or fewer nested ones.","extensions":{"code":"COST_ESTIMATED_TOO_EXPENSIVE"}}]}"#
      )
      #expect(try await graph.run("{ usual(limit: \(limit + 1)) { n } }").response.contains("COST_ESTIMATED_TOO_EXPENSIVE"))
    }
  }

  @Test(
    arguments: [
      ("{ sliced { n } }", 0), ("{ sliced(first: 1, last: 1) { n } }", 2), ("{ sliced(first: null) { n } }", 0),
      ("{ preset(first: 1, last: 1) { n } }", 2),
    ]) func needsExactlyOneSlicingArgument(_ query: String, _ given: Int) async throws
  {
    let graph = try Self.graph()
    let (response, calls) = try await graph.run(query)
    #expect(calls == [])
    let field = query.contains("preset") ? "preset" : "sliced"
    #expect(
      response
        == "{\"errors\":[{\"message\":\"\\\"Query.\(field)\\\" needs exactly one of the arguments \\\"first\\\", \\\"last\\\", which say how many items are asked for; \(given) are given.\",\"locations\":[{\"line\":1,\"column\":3}],\"extensions\":{\"code\":\"GRAPHQL_VALIDATION_FAILED\"}}]}"
    )
  }

  @Test func variablesCountAsSlicingArgumentsWhenTheyHaveAValue() async throws {
    let graph = try Self.graph()
    let query = "query($f: Int, $l: Int) { sliced(first: $f, last: $l) { n } }"
    for (variables, isAllowed): (JSONObject, Bool) in [
      (["f": .number("1")], true), (["l": .number("2"), "f": .null], true), (["f": .number("1"), "l": .number("1")], false), ([:], false),
      (["f": .null], false),
    ] {
      let (response, calls) = try await graph.run(query, variables: variables)
      #expect(response.contains("GRAPHQL_VALIDATION_FAILED") == !isAllowed, "\(response)")
      #expect(calls.count == (isAllowed ? 1 : 0))
    }
  }

  @Test func aMeasuredLimitIsReportedAndNotRefused() async throws {
    var limits = OperationLimits()
    limits.maximumCost = 10
    limits.measured = .codes([OperationLimits.costCode])
    let graph = try AccessGraph(["s": Self.schema], limits: limits) { _ in .json("[]") }
    for (size, isReported) in [(10, false), (11, true)] {
      for request in [
        GraphQLRequest(query: "{ usual(limit: \(size)) { n } }"),
        GraphQLRequest(query: "query($n: Int!) { usual(limit: $n) { n } }", variables: ["n": .number("\(size)")]),
      ] {
        let response = await graph.engine.execute(request)
        #expect(response.errors.isEmpty)
        #expect(response.exceeded.map { $0.extensions["code"] } == (isReported ? [OperationLimits.costCode] : []))
      }
    }
  }

  @Test func takesTheGreatestOfAllFiles() throws {
    let graph = try AccessGraph([
      "a": """
      type Query { p: P @rest(service: "a", GET: "/p") }
      type P @key(fields: "id") @rest(service: "a", GET: "/a?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        x: Int @shareable @cost(weight: 2)
        list: [Int] @shareable @cost(weight: 1) @listSize(assumedSize: 3)
      }
      """,
      "b": """
      type P @key(fields: "id") @cost(weight: 10) @rest(service: "b", GET: "/b?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        x: Int @shareable @cost(weight: 4)
        list: [Int] @shareable @listSize(assumedSize: 9, requireOneSlicingArgument: false)
      }
      """,
    ]) { _ in .json("{}") }
    #expect(try graph.engine.prepare("{ p { x list } }").cost(VariableValues()) == 10 + 4 + 9)
    let printed = graph.planner.supergraph.printed
    #expect(printed.contains("x: Int @cost(weight: 4)"))
    #expect(printed.contains("@listSize(assumedSize: 9, requireOneSlicingArgument: false)"))
    #expect(printed.contains(#"@link(url: "https://specs.apollo.dev/cost/v0.1")"#))
    #expect(!graph.engine.schema.printed().contains("@"))
  }

  /// Without the memory of visited plans, the time would double with each level.
  @Test func nestedPagesOfAnInterfaceAreMeasuredInLinearTime() throws {
    let graph = try AccessGraph([
      "s": """
      type Query { i(limit: Int! = 1): I @rest(service: "s", GET: "/i?l={$args.limit}") }
      interface I { next(limit: Int! = 1): I @listSize(slicingArguments: ["limit"], sizedFields: ["all"]) n: Int all: [I] }
      type A implements I { next(limit: Int! = 1): I n: Int all: [I] }
      type B implements I { next(limit: Int! = 1): I n: Int all: [I] }
      """
    ]) { _ in .json("{}") }
    let query = "{ i { " + String(repeating: "next { ", count: 13) + "n" + String(repeating: " }", count: 13) + " } }"
    #expect(try graph.engine.prepare(query).cost(VariableValues()) == 14)
  }
}
