import GraphQL
import GraphQLExecution
import JSON
import RESTConnectors
import Testing

/// The worst case of an operation, and the calls that it really makes when every list is as long as it may be.
@Suite struct UpstreamBoundTests {
  private func projectBound(_ query: String, variables: VariableValues? = nil, assuming size: Int = 100) throws -> UpstreamBound {
    let graph = try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
    return try graph.engine.prepare(query).plan.upstreamBound(variables: variables, assumedListSize: size)
  }

  @Test(arguments: [
    ("{ __typename __schema { types { name } } }", 0, 0),
    ("{ me { id } }", 1, 1),
    ("{ orders(limit: 10) { data { id user { id email } payment { id } } pageInfo { total } } }", 3, 2),
    // 100 orders are two chunks of 50 or one of 100.
    ("{ orders(limit: 100) { data { user { orders { id } } } } }", 3, 2),
    ("{ users(limit: 100) { data { orders(first: 3) { payment { id } } } } }", 6, 3),
    ("{ users(limit: 100) { data { a: orders(first: 1) { id } b: orders(first: 2) { id } } } }", 5, 2),
    ("{ users(limit: 0) { data { orders { id } } } }", 1, 1),
    ("mutation { a: cancelOrder(id: 1) { user { email } } b: cancelOrder(id: 2) { user { email } } }", 4, 4),
  ])
  func countsTheWorstCase(query: String, calls: Int, waves: Int) throws {
    let bound = try projectBound(query)
    #expect(bound.calls == calls && bound.waves == waves, "\(bound)")
    #expect(bound.assumedLists.isEmpty)
  }

  @Test func countsEntityReferencesOnRequest() throws {
    let graph = try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
    let plan = try graph.engine.prepare("{ orders(limit: 10) { data { status user { email } } } }").plan
    #expect(plan.upstreamBound().calls == 2)
    #expect(plan.upstreamBound(countsEntityReferences: true).calls == 3)
  }

  @Test func saysWhatItAssumes() throws {
    let query = "query($n: Int!) { users(limit: $n) { data { orders { id } } } }"
    let open = try projectBound(query, assuming: 500)
    #expect(open.calls == 11 && open.assumedLists == ["users.data"])
    #expect(
      "\(open)"
        == "wave 1: 1 x users: GET /users?limit={$args.limit}&offset={$args.offset}\nwave 2: ceil(500 / 50) = 10 x orders: GET /orders?userIds={$keys.id}&status={$args.status}&limitPerUser={$args.first}\nat most 11 calls in 2 waves, if users.data hold at most 500 items each"
    )
    let graph = try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
    let plan = try graph.engine.prepare(query).plan
    #expect(plan.upstreamBound(variables: try plan.coerceVariables(["n": .number("60")])).calls == 3)
  }

  @Test(arguments: [1, 7, 50, 51, 100])
  func equalsTheCallsThatAreMade(count: Int) async throws {
    let graph = try TestGraph(
      "type Query { as(limit: Int! = 5): [A!]! @rest(service: \"s\", GET: \"/as?limit={$args.limit}\") } type A @key(fields: \"id\") { id: ID! one: Int @rest(service: \"s\", GET: \"/one/{$keys.id}\", at: \"v\") many: [B!]! @rest(service: \"s\", GET: \"/many?a={$keys.id}\", batch: { by: \"a\", max: 10 }) } type B { n: Int }"
    ) { request in
      if request.url.description.contains("/as?") { return .json("[" + (0..<count).map { #"{"id":\#($0)}"# }.joined(separator: ",") + "]") }
      return request.url.description.contains("/one/") ? .json(#"{"v":1}"#) : .json("[]")
    }
    let query = "{ as(limit: \(count)) { one many { n } } }"
    _ = await graph.run(query)
    #expect(try graph.engine.prepare(query).plan.upstreamBound().calls == graph.transport.calls.count)
  }

  @Test(arguments: [0, 3, 10])
  func anObjectIsOfOneTypeOnly(dogs: Int) async throws {
    let animal =
      "owner: Person @json(path: \"ownerId\") friends: [Animal!]! @rest(service: \"s\", GET: \"/friends?of={$keys.id}\", batch: { by: \"of\", max: 4 })"
    let graph = try TestGraph(
      """
      type Query { zoo(first: Int!): [Animal!]! @rest(service: "s", GET: "/zoo?n={$args.first}") }
      interface Animal { id: ID! }
      type Dog implements Animal @key(fields: "id") { id: ID! \(animal) }
      type Cat implements Animal @key(fields: "id") { id: ID! \(animal.replacing("/friends", with: "/mates")) }
      type Person @key(fields: "id") @rest(service: "s", GET: "/people/{$keys.id}") { id: ID! name: String }
      """
    ) { request in
      guard request.url.description.contains("/zoo") else {
        return .json(request.url.description.contains("/people/") ? #"{"id":1,"name":"n"}"# : "[]")
      }
      let animals = (0..<10).map { #"{"__typename":"\#($0 < dogs ? "Dog" : "Cat")","id":\#($0),"ownerId":"p\#($0)"}"# }
      return .json("[\(animals.joined(separator: ","))]")
    }
    // Ten owners however many are dogs, and friends in chunks of four for as many dogs or cats as there can be.
    let query = "{ zoo(first: 10) { ... on Dog { owner { name } } ... on Cat { owner { name } friends { id } } } }"
    _ = await graph.run(query)
    let bound = try graph.engine.prepare(query).plan.upstreamBound()
    #expect(bound.terms.map(\.keys) == [1, 10, 10], "\(bound)")
    #expect(bound.calls == 1 + 10 + 3)
    #expect(graph.transport.calls.count == 1 + 10 + (10 - dogs + 3) / 4)
  }

  @Test func doesNotOverflow() throws {
    let deep = (0..<6).reduce("id") { inner, _ in "orders(first: 2000000000) { user { \(inner) email } }" }
    #expect(try projectBound("{ me { \(deep) } }").calls > 1_000_000)
  }
}
