import GraphQL
import Synchronization
import Testing

@Suite struct OperationLimitsTests {
  private final class Counter: Sendable {
    private let calls = Mutex(0)
    func add() { calls.withLock { $0 += 1 } }
    var count: Int { calls.withLock { $0 } }
  }

  /// Users with two orders each. Each order has its user again, so that the response doubles with each two levels.
  private func engine(_ calls: Counter = Counter(), _ change: (inout OperationLimits) -> Void = { _ in }) throws -> GraphQLEngine {
    var configuration = EngineConfiguration()
    change(&configuration.limits)
    let user = Resolver.batch(by: "id") { request in
      calls.add()
      return request.keys.map { _ in ["id": 1] as JSONValue }
    }
    return try GraphQLEngine(
      schema: """
        type Query { me: User text: String list(of: [Int], in: Lists): Int }
        input Lists { ints: [[Int]] }
        type Mutation { add: User must: User! count: Int }
        type User { id: ID orders: [Order] }
        type Order { id: ID user: User }
        directive @tag on FIELD | QUERY
        """,
      resolvers: [
        "Query.me": .field { _ in
          calls.add()
          return ["id": 1] as JSONValue
        },
        "Query.list": .field { _ in 1 },
        "Query.text": .field { _ in String(repeating: "x", count: 100) },
        "Mutation.add": .field { _ in
          calls.add()
          return ["id": 1] as JSONValue
        },
        "Mutation.must": .field { _ in
          calls.add()
          return ["id": 1] as JSONValue
        },
        "Mutation.count": .field { _ in
          calls.add()
          return calls.count
        },
        "User.orders": .batch(by: "id") { request in
          calls.add()
          return request.keys.map { _ in JSONValue.array([["id": 1], ["id": 2]]) }
        },
        "Order.user": user,
      ], configuration: configuration)
  }

  private func code(_ response: GraphQLResponse) -> String? { response.errors.first?.extensions["code"] }

  // MARK: Before execution

  @Test(
    arguments: [
      ("TOO_DEEP", "{ me { orders { id } } }", "{ me { orders { user { id } } } }"),
      (
        "TOO_DEEP", "{ ...F } fragment F on Query { me { orders { id } } }",
        "{ ...F } fragment F on Query { me { ... { orders { user { id } } } } }"
      ),
      ("TOO_MANY_ALIASES", "{ a: text b: text c: text }", "{ a: text b: text c: text d: text }"),
      (
        "TOO_MANY_ALIASES", "{ me { ...F } } fragment F on User { a: id b: id c: id }",
        "{ me { ...F } x: me { ...F } } fragment F on User { a: id b: id }"
      ),
      ("TOO_MANY_ROOT_FIELDS", "{ text text me { id } text }", "{ text text me { id } text text }"),
      (
        "TOO_MANY_ROOT_FIELDS", "{ ...F ...F } fragment F on Query { text __typename }",
        "{ ...F ...F text } fragment F on Query { text __typename }"
      ),
      ("TOO_MANY_ROOT_MUTATIONS", "mutation { count add { id } }", "mutation { count add { id } count }"),
      ("TOO_MANY_DIRECTIVES", "query @tag { text @tag @skip(if: false) }", "query @tag { text @tag @skip(if: false) @include(if: true) }"),
      ("TOO_MANY_TOKENS", "{ text " + String(repeating: "me { id } ", count: 2) + "id: text }", String(repeating: "{ me ", count: 8) + "}"),
      (
        "TOO_MANY_FRAGMENT_SPREADS", "{ ...F } fragment F on Query { ...G } fragment G on Query { text }",
        "{ ...F ...F } fragment F on Query { ...G } fragment G on Query { text }"
      ),
      (
        "LIST_TOO_LONG",
        "query($l: [Int] = [1, 2, 3, 4]) { list(of: [1, 2, 3, 4]) input: list(in: { ints: [[1, 2, 3, 4]] }) v: list(of: $l) }",
        "{ list(in: { ints: [[1], [1, 2, 3, 4, 5]] }) }"
      ),
      ("LIST_TOO_LONG", "{ list(of: [1, 2, 3, 4]) }", "query($l: [Int] = [1, 2, 3, 4, 5]) { list(of: $l) }"),
      ("LIST_TOO_LONG", "{ ...F } fragment F on Query { list(of: []) }", "{ ...F } fragment F on Query { list(of: [1, 2, 3, 4, 5]) }"),
      ("TOO_MANY_SELECTIONS", "{ me { orders { id } } }", "{ me { ...F ...F ...F ...F } } fragment F on User { id }"),
    ])
  func refusesAnOperationAtOneMoreThanTheLimit(limit: String, allowed: String, refused: String) async throws {
    let calls = Counter()
    let engine = try engine(calls) { limits in
      limits.maximumDepth = 3
      limits.maximumAliases = 3
      limits.maximumRootFields = 4
      limits.maximumRootMutations = 2
      limits.maximumDirectives = 3
      limits.maximumFragmentSpreads = 3
      limits.maximumListValues = 4
      limits.maximumTokens = limit == "TOO_MANY_TOKENS" ? 14 : 1_000
      limits.maximumSelections = limit == "TOO_MANY_SELECTIONS" ? 11 : 1_000
    }
    let good = await engine.execute(GraphQLRequest(query: allowed))
    #expect(good.kind == .executed, "\(good.text)")
    let before = calls.count
    let bad = await engine.execute(GraphQLRequest(query: refused))
    #expect(code(bad) == limit && bad.kind == .requestError, "\(bad.text)")
    #expect(calls.count == before)
  }

  @Test(
    arguments: [
      ("VARIABLES_TOO_LARGE", #"{"a":[1,2,3],"b":{"c":true}}"#, #"{"a":[1,2,3],"b":{"c":true,"d":0}}"#),
      ("VARIABLES_TOO_LARGE", #"{"a":1,"a":2,"a":3,"a":4,"a":5,"a":6}"#, #"{"a":1,"a":2,"a":3,"a":4,"a":5,"a":6,"a":7}"#),
      ("LIST_TOO_LONG", #"{"a":[1,2,3]}"#, #"{"a":[1,2,3,4]}"#), ("LIST_TOO_LONG", #"{"a":{"b":[1]}}"#, #"{"a":{"b":[1,2,3,4]}}"#),
    ])
  func refusesVariablesAtOneMoreThanTheLimit(code: String, allowed: String, refused: String) throws {
    var limits = OperationLimits()
    // The object of the variables is a value, too.
    limits.maximumVariableValues = 7
    limits.maximumListValues = 3
    let reads: [(String, OperationLimits) throws -> GraphQLRequest] = [
      { try GraphQLRequest(json: Array(#"{"query":"{ text }","variables":\#($0)}"#.utf8), limits: $1) },
      { try GraphQLRequest(query: "{ text }", operationName: nil, variables: nil, extensions: $0, limits: $1) },
    ]
    for read in reads {
      limits.measured = .none
      let within = try read(allowed, limits)
      #expect(within.exceeded.isEmpty)
      let error = #expect(throws: GraphQLRequestError.self) { try read(refused, limits) }
      #expect(error?.code.rawValue == code)
      limits.measured = .codes([code])
      let measured = try read(refused, limits)
      #expect(measured.exceeded.map { $0.extensions["code"] } == [code])
    }
  }

  // MARK: Measured

  @Test(arguments: [MeasuredLimits.all, .codes(["TOO_DEEP", "TOO_MANY_ALIASES", "TOO_MANY_OBJECTS", "RESPONSE_TOO_LARGE"])])
  func aMeasuredLimitIsReportedAndNotEnforced(measured: MeasuredLimits) async throws {
    let engine = try engine { limits in
      limits.maximumDepth = 2
      limits.maximumAliases = 0
      limits.maximumObjects = 2
      limits.maximumResponseBytes = 10
      limits.measured = measured
    }
    let query = "{ a: me { orders { user { id } } } }"
    // The second time the operation is in the cache.
    for _ in 0..<2 {
      let operation = try engine.prepare(query)
      #expect(operation.exceeded.map { $0.extensions["code"] } == ["TOO_DEEP", "TOO_MANY_ALIASES"])
      let response = await engine.execute(operation, variables: VariableValues())
      #expect(response.errors.isEmpty && response.text.contains(#""orders":[{"user":{"id":"1"}},{"user":{"id":"1"}}]"#))
      #expect(response.exceeded.map { $0.extensions["code"] } == ["TOO_MANY_OBJECTS", "RESPONSE_TOO_LARGE"])
    }
  }

  @Test func whatProtectsTheProcessIsNeverMeasured() async throws {
    let engine = try engine { limits in
      limits.measured = .all
      limits.maximumSelections = 3
      limits.maximumTokens = 20
    }
    #expect(code(await engine.execute(GraphQLRequest(query: "{ me { orders { id } } }"))) == "TOO_MANY_SELECTIONS")
    #expect(code(await engine.execute(GraphQLRequest(query: "{ " + String(repeating: "text ", count: 20) + "}"))) == "TOO_MANY_TOKENS")
    let none = try self.engine { $0.measured = .codes(["TOO_DEEP"]) }
    #expect(try none.prepare("{ text }").exceeded.isEmpty)
  }

  // MARK: The deadline

  @Test func afterTheDeadlineNothingIsBegun() async throws {
    let calls = Counter()
    let engine = try engine(calls)
    var context = ExecutionContext()
    context.deadline = ContinuousClock.now - .seconds(1)
    func run(_ query: String) async throws -> GraphQLResponse {
      await engine.execute(try engine.prepare(query), variables: VariableValues(), context: context)
    }
    let late = try await run("{ me { orders { user { id } } } }")
    #expect(code(late) == "DEADLINE_EXCEEDED" && late.text.hasSuffix(#""data":null}"#) && calls.count == 1)
    let mutation = try await run("mutation { add { id } second: add { id } }")
    #expect(mutation.text.contains(#""Mutation.add\" was not executed. The request took longer than allowed."#))
    #expect(mutation.text.contains(#""add":{"id":"1"},"second":null"#) && calls.count == 2)
    context.deadline = ContinuousClock.now + .seconds(1000)
    #expect(try await run("{ me { orders { user { id } } } }").errors.isEmpty)
  }

  @Test func limitsTheOperationThatIsExecuted() async throws {
    let engine = try engine { $0.maximumDepth = 1 }
    let query = "query A { text } query B { me { id } }"
    #expect(await engine.execute(GraphQLRequest(query: query, operationName: "A")).kind == .executed)
    #expect(code(await engine.execute(GraphQLRequest(query: query, operationName: "B"))) == "TOO_DEEP")
  }

  @Test func allowsTheIntrospectionOfTools() async throws {
    let type = (0..<9).reduce("kind name") { inner, _ in "kind name ofType { \(inner) }" }
    let query = """
      query IntrospectionQuery { __schema { description queryType { name kind } types { ...FullType } directives { name args { ...Value } } } }
      fragment FullType on __Type { kind name fields(includeDeprecated: true) { name args(includeDeprecated: true) { ...Value }
        type { ...TypeRef } } inputFields { ...Value } interfaces { ...TypeRef } enumValues { name } possibleTypes { ...TypeRef } }
      fragment Value on __InputValue { name type { ...TypeRef } defaultValue }
      fragment TypeRef on __Type { \(type) }
      """
    let response = try await engine { $0.maximumDepth = 3 }.execute(GraphQLRequest(query: query))
    #expect(response.kind == .executed && response.errors.isEmpty)
  }

  // MARK: Hostile documents: the work is counted, not timed

  private final class NoLoader: Loader {
    let description = LoaderDescription.local("none")
    func load(_ request: LoadRequest) async -> [LoadOutcome] { request.keys.map { _ in .missing } }
  }

  /// A planner that counts the object plans it is asked for. The field `next` is loaded, so that its plans are not shared.
  private final class CountingPlanner: SourcePlanner {
    let plans = Counter()
    private let loader = NoLoader()

    func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
      plans.add()
      return ObjectSources(
        fields: request.fields.map { name in
          name == "next"
            ? .load(loader, inputs: [], origin: .source(0))
            : .value(layer: 0, path: JSONPath(member: name), isKey: false, origin: .source(0))
        })
    }
  }

  private static let fragmentBombs: [String] = {
    func chain(_ count: Int, _ body: (String) -> String) -> String {
      "{ ...F0 } " + (0..<count).map { "fragment F\($0) on Query { \(body("F\($0 + 1)")) } " }.joined()
        + "fragment F\(count) on Query { a }"
    }
    return [
      chain(14) { "q { p { ...\($0) } } r { p { ...\($0) } }" },
      chain(30) { "...\($0) ...\($0)" },
      chain(30) { "q { ...\($0) } r { ...\($0) }" },
      chain(60) { "... { ...\($0) } ... { ...\($0) } a" },
      chain(12) { next in (0..<30).map { _ in "...\(next)" }.joined(separator: " ") + " q { ...\(next) }" },
    ]
  }()

  @Test(arguments: fragmentBombs)
  func refusesFragmentBombsBeforeTheyArePlanned(query: String) throws {
    let planner = CountingPlanner()
    let schema = try Schema(source: "type Query { a: Int q: Query r: Query p: Query }")
    var configuration = EngineConfiguration()
    configuration.limits.maximumDepth = 1_000
    configuration.limits.maximumRootFields = .max
    let engine = GraphQLEngine(schema: schema, planner: planner, configuration: configuration)
    #expect { try engine.prepare(query) } throws: { error in
      (error as? RequestFailure)?.errors.first?.extensions["code"] == "TOO_MANY_SELECTIONS"
    }
    #expect(planner.plans.count == 0)
  }

  @Test func boundsThePlansOfNestedAbstractTypes() throws {
    let planner = CountingPlanner()
    let objects = (0..<10).map { "type T\($0) implements Node { id: ID next: Node }" }.joined(separator: "\n")
    let schema = try Schema(source: "type Query { next: Node } interface Node { id: ID next: Node }\n\(objects)")
    let engine = GraphQLEngine(schema: schema, planner: planner)
    // Ten possible types at each of twelve levels: ten to the power of twelve plans.
    let query = (0..<12).reduce("id") { inner, _ in "next { \(inner) }" }
    #expect { try engine.prepare("{ \(query) }") } throws: { error in
      (error as? RequestFailure)?.errors.first?.extensions["code"] == "TOO_MANY_SELECTIONS"
    }
    #expect(planner.plans.count <= 10_000 / 5 + 1)
  }

  @Test(
    arguments: [
      String(repeating: "{ q ", count: 100_000) + "{ a }" + String(repeating: "}", count: 100_000),
      String(repeating: "{ q ", count: 100_000),
      "{ b(x: " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + ") }",
      "{ b(x: " + String(repeating: "{ x: ", count: 100_000) + "1" + String(repeating: "}", count: 100_000) + ") }",
      "query($v: " + String(repeating: "[", count: 100_000) + "Int" + String(repeating: "]", count: 100_000) + ") { a }",
    ])
  func refusesHugeNesting(query: String) async throws {
    let schema = try Schema(source: "type Query { a: Int q: Query b(x: [Int]): Int }")
    let response = await GraphQLEngine(schema: schema, planner: DefaultFieldPlanner()).execute(GraphQLRequest(query: query))
    #expect(code(response) == "TOO_DEEP" && response.body.count < 1_000)
  }

  @Test func refusesCyclesOfIntrospection() async throws {
    let query =
      "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } fragment U on __Type { fields { type { fields { name } } } }"
    let response = try await engine().execute(GraphQLRequest(query: query))
    #expect(response.errors.first?.message == "Maximum introspection depth exceeded")
  }

  @Test func answersThousandsOfEqualFields() async throws {
    let fields = String(repeating: "id ", count: 4_990)
    #expect(try await engine().execute(GraphQLRequest(query: "{ me { \(fields) } }")).text == #"{"data":{"me":{"id":"1"}}}"#)
  }

  // MARK: The cache

  private final class CacheLog: OperationCacheObserver {
    private struct State {
      var hits = 0
      var misses = 0
      var evictions = 0
      var entries = 0
      var bytes = 0
    }

    private let state = Mutex(State())
    func hit() { state.withLock { $0.hits += 1 } }
    func miss() { state.withLock { $0.misses += 1 } }
    func changed(entries: Int, bytes: Int, evictions: Int) {
      state.withLock {
        $0.entries = entries
        $0.bytes = bytes
        $0.evictions += evictions
      }
    }
    var counts: [Int] { state.withLock { [$0.hits, $0.misses, $0.evictions, $0.entries] } }
    var bytes: Int { state.withLock { $0.bytes } }
  }

  @Test(arguments: ["{ me { orders { user { id } } } }", "{ nothing }"])
  func remembersRefusals(query: String) async throws {
    let log = CacheLog()
    var configuration = EngineConfiguration()
    configuration.limits.maximumDepth = 2
    configuration.cacheObserver = log
    let engine = GraphQLEngine(
      schema: try Schema(source: "type Query { me: User } type User { id: ID orders: [Order] } type Order { user: User }"),
      planner: DefaultFieldPlanner(), configuration: configuration)
    for _ in 0..<3 { #expect(throws: RequestFailure.self) { try engine.prepare(query) } }
    #expect(log.counts == [2, 1, 0, 1])
  }

  @Test func theCacheKeepsToItsBytes() throws {
    let log = CacheLog()
    var configuration = EngineConfiguration()
    configuration.cachedBytes = 20_000
    configuration.cacheObserver = log
    let engine = GraphQLEngine(
      schema: try Schema(source: "type Query { a: Int }"), planner: DefaultFieldPlanner(), configuration: configuration)
    for index in 0..<100 { _ = try engine.prepare("{ a\(index): a }") }
    for index in 0..<100 { _ = try? engine.prepare("{ b\(index) }") }
    #expect(log.bytes <= 20_000 && log.bytes > 5_000)
    #expect(log.counts[1] == 200 && log.counts[2] + log.counts[3] == 200)
  }

  // MARK: While the response is made

  private func nested(_ levels: Int) -> String {
    "{ me { " + (0..<levels).reduce("id") { inner, _ in "orders { user { \(inner) } }" } + " } }"
  }

  @Test func boundsTheObjectsOfAResponseThatDoubles() async throws {
    let calls = Counter()
    let engine = try engine(calls) {
      $0.maximumDepth = 100
      $0.maximumObjects = 1_000
    }
    let response = await engine.execute(GraphQLRequest(query: nested(25)))
    #expect(code(response) == "TOO_MANY_OBJECTS" && response.errors.count == 1)
    #expect(response.text.hasSuffix(#""data":null}"#))
    // Each level is one wave of one call. 2^9 objects are the last that are loaded.
    #expect(calls.count < 25)
  }

  @Test func countsTheObjectsOfAResponse() async throws {
    // Values are loaded for the user, for its two orders, and for their two users.
    let query = "{ me { orders { user { orders { id } } } } }"
    #expect(code(try await engine { $0.maximumObjects = 5 }.execute(GraphQLRequest(query: query))) == nil)
    #expect(code(try await engine { $0.maximumObjects = 4 }.execute(GraphQLRequest(query: query))) == "TOO_MANY_OBJECTS")
  }

  @Test func countsTheBytesOfAResponse() async throws {
    let query = "{ me { orders { id } } text }"
    let data = try await engine().execute(GraphQLRequest(query: query)).text.dropFirst(#"{"data":"#.count).dropLast()
    let same = try await engine { $0.maximumResponseBytes = data.utf8.count }.execute(GraphQLRequest(query: query))
    #expect(same.errors.isEmpty && same.text.contains(data))
    let refused = try await engine { $0.maximumResponseBytes = data.utf8.count - 1 }.execute(GraphQLRequest(query: query))
    #expect(code(refused) == "RESPONSE_TOO_LARGE" && refused.text.hasSuffix(#""data":null}"#) && refused.errors.count == 1)
  }

  @Test func stopsWritingAtTheLimitOfBytes() async throws {
    let engine = try engine {
      $0.maximumDepth = 100
      $0.maximumResponseBytes = 10_000
    }
    let response = await engine.execute(GraphQLRequest(query: nested(12)))
    #expect(code(response) == "RESPONSE_TOO_LARGE" && response.body.count < 500)
  }

  @Test func aMutationIsExecutedWholeWhateverTheLimitOfItsBytes() async throws {
    let calls = Counter()
    let engine = try engine(calls) { $0.maximumResponseBytes = 30 }
    let response = await engine.execute(GraphQLRequest(query: "mutation { add { id orders { id user { id } } } last: count }"))
    // add, its orders, their users, count.
    #expect(response.text.hasSuffix(#""data":{"add":null,"last":4}}"#), "\(response.text)")
    #expect(response.errors.count == 1 && code(response) == "RESPONSE_TOO_LARGE" && response.errors[0].path == [.field("add")])
    #expect(response.errors[0].message.hasPrefix("\"Mutation.add\" was executed, but its result is left out."))
  }

  @Test func aMutationIsExecutedWholeThoughANonNullFieldIsLeftOut() async throws {
    let calls = Counter()
    let engine = try engine(calls) { $0.maximumResponseBytes = 20 }
    let response = await engine.execute(GraphQLRequest(query: "mutation { must { id orders { id } } add { id } count }"))
    #expect(response.text.hasSuffix(#""data":null}"#) && code(response) == "RESPONSE_TOO_LARGE")
    // must, its orders, add, count.
    #expect(calls.count == 4)
  }

  @Test func aMutationIsExecutedWholeWhateverTheLimitOfItsObjects() async throws {
    let calls = Counter()
    let engine = try engine(calls) { $0.maximumObjects = 2 }
    let response = await engine.execute(GraphQLRequest(query: "mutation { add { orders { user { id } } } must { id } last: count }"))
    #expect(code(response) == "TOO_MANY_OBJECTS")
    #expect(response.errors.first?.path == [.field("add")])
    // add, its orders, must, count: the users of the orders are not loaded.
    #expect(response.text.hasSuffix(#""data":{"add":null,"must":{"id":"1"},"last":4}}"#), "\(response.text)")
  }

  @Test func listsTheFirstErrorsAndSaysThatThereAreMore() async throws {
    func errors(_ count: Int, limit: Int) async throws -> [GraphQLError] {
      var configuration = EngineConfiguration()
      configuration.limits.maximumErrors = limit
      let engine = try GraphQLEngine(
        schema: "type Query { list: [Int] }",
        resolvers: ["Query.list": .field { _ in JSONValue.array((0..<count).map { _ in "x" }) }], configuration: configuration)
      return await engine.execute(GraphQLRequest(query: "{ list }")).errors
    }
    #expect(try await errors(100, limit: 100).count == 100)
    let many = try await errors(101, limit: 100)
    #expect(many.count == 101 && many.last?.extensions["code"] == "TOO_MANY_ERRORS")
    #expect(try await errors(60_000, limit: 100).count == 101)
  }

  @Test func boundsTheBytesOfErrors() async throws {
    let alias = String(repeating: "a", count: 100_000)
    let engine = try GraphQLEngine(
      schema: "type Query { list: [Int] }",
      resolvers: [
        "Query.list": .field { _ in throw LoadFailure(String(repeating: "m", count: 1_000_000), code: "X") }
      ])
    let long = await engine.execute(GraphQLRequest(query: "{ list }"))
    #expect(long.body.count < 2_000)
    let aliased = try GraphQLEngine(
      schema: "type Query { list: [Int] }", resolvers: ["Query.list": .field { _ in JSONValue.array((0..<100).map { _ in "x" }) }])
    let response = await aliased.execute(GraphQLRequest(query: "{ \(alias): list }"))
    #expect(response.errors.last?.extensions["code"] == "TOO_MANY_ERRORS" && response.body.count < 1_000_000)
  }
}
