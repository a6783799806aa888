import GraphQL
import JSON
import Testing
import Upstreams

@testable import GraphTools

/// Runs each query that `gateway check` prints against services at their worst, and compares the calls with the bound.
@Suite struct WorstCaseTests {
  struct BadGraph: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The coordinates with a call per object, in the order of the warnings.
    let named: [String]
    let files: [String]
  }

  static let graphs: [BadGraph] = [
    BadGraph(
      testDescription: "a field asked for one key at a time", named: ["Product.price"],
      files: [
        """
        type Query { products(limit: Int! = 20): [Product!]! @rest(service: "s0", GET: "/products?limit={$args.limit}") }
        type Product @key(fields: "id") { id: ID! price: Int @rest(service: "s0", GET: "/products/{$keys.id}/price", at: "amount") }
        """
      ]),
    BadGraph(
      testDescription: "lists inside lists", named: ["User.orders", "Order.lines"],
      files: [
        """
        type Query { users(page: Int, pageSize: Int): Page! @rest(service: "s0", GET: "/users?page={$args.page}&size={$args.pageSize}", at: "result") }
        type Page { data: [User!]! @json(path: "items") total: Int }
        type User @key(fields: "id") { id: ID! orders(first: Int! = 5): [Order!]! @rest(service: "s0", GET: "/users/{$keys.id}/orders?first={$args.first}") }
        type Order @key(fields: "id") { id: ID! lines: [Line!]! @rest(service: "s0", GET: "/lines?order={$keys.id}") }
        type Line { n: Int }
        """
      ]),
    BadGraph(
      testDescription: "behind a batch without a limit", named: ["Order.payment"],
      files: [
        """
        type Query { users: [User!]! @rest(service: "s0", GET: "/users") }
        type User @key(fields: "id") { id: ID! orders: [Order!]! @rest(service: "s0", GET: "/orders?users={$keys.id}", batch: { by: "user.id", max: 3 }) }
        type Order @key(fields: "id") { id: ID! payment: Payment @rest(service: "s0", GET: "/orders/{$keys.id}/payment") }
        type Payment { amount: Int! }
        """
      ]),
    BadGraph(
      testDescription: "an entity of another file, by a key in its place", named: ["User"],
      files: [
        """
        type Query { posts(first: Int!): [Post!]! @rest(service: "s0", GET: "/posts?n={$args.first}") }
        type Post { title: String author: User @json(path: "authorId") readers: [User!]! @json(path: "readerIds") }
        type User @key(fields: "id") { id: ID! }
        """,
        """
        type User @key(fields: "id") @rest(service: "s1", GET: "/users/{$keys.id}") { id: ID! name: String! }
        """,
      ]),
    BadGraph(
      testDescription: "an entity of its own file, by a key in its place", named: ["Author"],
      files: [
        """
        type Query { posts: [Post!]! @rest(service: "s0", GET: "/posts") }
        type Post { id: ID! author: Author! @json(path: "authorId") }
        type Author @key(fields: "id") @rest(service: "s0", GET: "/authors/{$keys.id}") { id: ID! name: String! }
        """
      ]),
    BadGraph(
      testDescription: "an entity that comes whole, unless a key comes", named: ["Product"],
      files: [
        """
        type Query { products: [Product!]! @rest(service: "s0", GET: "/products") }
        type Product @key(fields: "id") @rest(service: "s0", GET: "/products/{$keys.id}") { id: ID! name: String! }
        """
      ]),
    BadGraph(
      testDescription: "a composite key", named: ["Seat.price"],
      files: [
        """
        type Query { seats(limit: Int): [Seat!]! @rest(service: "s0", GET: "/seats?limit={$args.limit}") }
        type Seat @key(fields: "row number") { row: ID! number: Int! }
        """,
        """
        type Seat @key(fields: "row number") { row: ID! number: Int! price: Int @rest(service: "s1", GET: "/price/{$keys.row}/{$keys.number}", at: "v") }
        """,
      ]),
    BadGraph(
      testDescription: "a composite key between batches", named: ["Ticket.holder"],
      files: [
        """
        type Query { seats: [Seat!]! @rest(service: "s0", GET: "/seats") }
        type Seat @key(fields: "row number") {
          row: ID!
          number: ID!
          tickets: [Ticket!]! @rest(service: "s0", GET: "/tickets?seats={$keys.row}:{$keys.number}", batch: { by: ["seat.row", "seat.number"], as: REPEAT, max: 4 })
        }
        type Ticket @key(fields: "id") { id: ID! holder: String @rest(service: "s0", GET: "/tickets/{$keys.id}/holder", at: "name") }
        """
      ]),
    BadGraph(
      testDescription: "through an interface", named: ["Video.views"],
      files: [
        """
        type Query { feed(first: Int! = 20): [Media!]! @rest(service: "s0", GET: "/feed?first={$args.first}") }
        interface Media { id: ID! }
        type Image implements Media { id: ID! }
        type Video implements Media @key(fields: "id") { id: ID! views: Int @rest(service: "s0", GET: "/views/{$keys.id}", at: "n") }
        """
      ]),
    BadGraph(
      testDescription: "through a union and a batch as JSON", named: ["Shop.stock"],
      files: [
        """
        type Query { hits(text: String!, in: Area!): [Hit!]! @rest(service: "s0", GET: "/hits?q={$args.text}&in={$args.in}") }
        enum Area { ALL NEAR }
        union Hit = City | Street
        type Street { name: String }
        type City @key(fields: "id") {
          id: ID!
          shops(first: Int!): [Shop!]! @rest(service: "s0", POST: "/shops", body: "{\\"cities\\": {$keys.id}, \\"first\\": {$args.first}}", batch: { by: "city", as: JSON, max: 7 })
        }
        type Shop @key(fields: "id") { id: ID! stock: Int @rest(service: "s0", GET: "/stock/{$keys.id}", at: "n") }
        """
      ]),
    BadGraph(
      testDescription: "only a mutation leads there", named: ["Order.label"],
      files: [
        """
        type Query { ok: Boolean @rest(service: "s0", GET: "/ok") }
        type Mutation { place(input: OrderInput!): [Order!]! @rest(service: "s0", POST: "/orders", body: "{$args.input}") }
        input OrderInput { items: [ItemInput!]! kind: Kind! note: String }
        input ItemInput @oneOf { id: ID name: String }
        enum Kind { A B }
        type Order @key(fields: "id") { id: ID! label: String @rest(service: "s0", GET: "/labels/{$keys.id}", at: "text") }
        """
      ]),
    BadGraph(
      testDescription: "one object only", named: ["User.settings"],
      files: [
        """
        type Query { me: User! @rest(service: "s0", GET: "/me") }
        type User @key(fields: "id") { id: ID! settings: Settings! @rest(service: "s0", GET: "/settings/{$keys.id}") }
        type Settings { theme: String }
        """
      ]),
    BadGraph(
      testDescription: "what needs a field of another service", named: ["Parcel.rate"],
      files: [
        """
        type Query { parcels(limit: Int! = 20): [Parcel!]! @rest(service: "s0", GET: "/parcels?limit={$args.limit}") }
        type Parcel @key(fields: "id") { id: ID! weight: Int! }
        """,
        """
        type Parcel @key(fields: "id") {
          id: ID!
          weight: Int! @external
          rate: Int @requires(fields: "weight") @rest(service: "s1", GET: "/rates/{$this.weight}", at: "rate")
        }
        """,
      ]),
  ]

  private static var options: UpstreamOptions {
    var options = UpstreamOptions()
    options.clock = StoppedClock()
    return options
  }

  @Test(arguments: graphs)
  func theBoundIsTheNumberOfCalls(_ bad: BadGraph) async throws {
    let files = bad.files.enumerated().map { index, text in
      SourceFile(
        name: "f\(index).graphql",
        text: "extend schema @service(name: \"s\(index)\", url: \"http://s\(index)\", timeoutMs: 600000)\n\(text)")
    }
    let report = GraphFiles.check(files)
    try #require(report.errorCount == 0, "\(report.text)")
    let warnings = report.diagnostics.filter { $0.rule == "n-plus-one" }
    #expect(warnings.map { $0.message.split(separator: "\"").first.map(String.init) } == bad.named)
    let supergraph = try GraphFiles.graph(files).supergraph
    for (warning, name) in zip(warnings, bad.named) {
      let example = try #require(warning.example, "\(warning.message)")
      let type = name.split(separator: ".").first.map(String.init) ?? ""
      let upstream = WorstCaseUpstream(supergraph, preferring: type, givesKeys: example.assumesKeys)
      let graph = try ComposedGraph(files: files, environment: [:], transport: upstream, options: Self.options)
      let response = await graph.engine.execute(GraphQLRequest(query: example.query))
      #expect(response.errors.isEmpty, "\(example.query): \(response.errors.first.map { "\($0)" } ?? "")")
      #expect(upstream.calls == example.calls, "\(example.query)")
      #expect(example.calls > 1)

      // Services that send references do not exceed the bound that limits use.
      let report = try OperationReport(
        example.query, operationName: nil, variables: [:], graph: graph, uses: [], assumedListSize: WorstCaseUpstream.listSize)
      let keys = WorstCaseUpstream(supergraph, preferring: type, givesKeys: true)
      let givingKeys = try ComposedGraph(files: files, environment: [:], transport: keys, options: Self.options)
      _ = await givingKeys.engine.execute(GraphQLRequest(query: example.query))
      #expect(keys.calls <= report.absoluteMaximum, "\(example.query)")
    }
  }
}

/// A clock that stands still, so that no call times out on a slow machine.
private struct StoppedClock: CallClock {
  let now = Duration.zero

  func sleep(for duration: Duration) async throws {
    for await _ in AsyncStream<Never>.makeStream().stream {}
    try Task.checkCancellation()
  }
}
