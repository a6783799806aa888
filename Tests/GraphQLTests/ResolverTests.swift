import GraphQL
import Synchronization
import Testing

@Suite struct ResolverTests {
  private struct Stranger: Error {}

  private final class Log: Sendable {
    private let entries = Mutex<[String]>([])
    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private struct User: JSONRepresentable {
    let id: Int
    let friends: [Int]
    var json: JSONValue { ["id": .number(id), "friends": friends.json, "login": "u\(id)".json] }
  }

  private func engine(_ log: Log = Log()) throws -> GraphQLEngine {
    let user = Resolver.batch(by: "") { request in
      log.note("users \(request.keys.map { $0.int ?? 0 })")
      return request.keys.map { key in key.int == 9 ? nil : User(id: key.int ?? 0, friends: [1, 2]) }
    }
    return try GraphQLEngine(
      schema: """
        type Query { me: User user(id: Int! = 7): User echo(text: String, list: [Int!]): String fail: Int secret: Int must: Int! wrong: [User] }
        type Mutation { add(n: Int!): Int }
        type User { id: ID! name(upper: Boolean = false): String friends: [Int!] bestFriend: User rank: Int }
        """,
      resolvers: [
        "Query.me": .field { _ in User(id: 1, friends: [2, 3]) },
        "Query.user": .field { request in User(id: request.arguments["id"]?.int ?? 0, friends: []) },
        "Query.echo": .field { request in request.arguments.json.text },
        "Query.fail": .field { _ in throw LoadFailure("Not today.", code: "CLOSED") },
        "Query.secret": .field { _ in throw Stranger() },
        "Query.must": .field { _ in throw LoadFailure("Must.", code: "X") },
        "Mutation.add": .field { request in
          log.note("add \(request.arguments["n"]?.int ?? 0)")
          return request.arguments["n"]
        },
        "User.name": .path("login"),
        "User.bestFriend": .batch(by: "friends.0") { request in
          log.note("best \(request.keys.map { $0.int ?? 0 })")
          return request.keys.map { User(id: $0.int ?? 0, friends: [1]) }
        },
        "User.rank": .batch(by: "id") { _ in [] },
        "Query.wrong": user,
      ])
  }

  @Test(
    arguments: [
      ("{ me { id name friends } }", #"{"data":{"me":{"id":"1","name":"u1","friends":[2,3]}}}"#),
      ("{ a: user { id } b: user(id: 3) { id } }", #"{"data":{"a":{"id":"7"},"b":{"id":"3"}}}"#),
      (#"{ echo(text: "x", list: 1) }"#, #"{"data":{"echo":"{\"text\":\"x\",\"list\":[1]}"}}"#),
      (
        "{ fail }",
        #"{"errors":[{"message":"Not today.","locations":[{"line":1,"column":3}],"path":["fail"],"extensions":{"code":"CLOSED"}}],"data":{"fail":null}}"#
      ),
      (
        "{ secret }",
        #"{"errors":[{"message":"The field could not be resolved.","locations":[{"line":1,"column":3}],"path":["secret"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":{"secret":null}}"#
      ),
      (
        "{ must }",
        #"{"errors":[{"message":"Must.","locations":[{"line":1,"column":3}],"path":["must"],"extensions":{"code":"X"}}],"data":null}"#
      ),
      (
        "{ me { rank } }",
        #"{"errors":[{"message":"A resolver returned 0 values for 1 keys.","locations":[{"line":1,"column":8}],"path":["me","rank"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":{"me":{"rank":null}}}"#
      ),
    ])
  func resolves(query: String, expected: String) async throws {
    #expect(try await engine().execute(query).text == expected)
  }

  @Test func batchesAllFieldsOfAWave() async throws {
    let log = Log()
    let response = try await engine(log).execute(
      "{ me { bestFriend { id } } a: user { bestFriend { id } } b: me { bestFriend { bestFriend { id } } } }")
    #expect(
      response.text
        == #"{"data":{"me":{"bestFriend":{"id":"2"}},"a":{"bestFriend":null},"b":{"bestFriend":{"bestFriend":{"id":"1"}}}}}"#)
    #expect(log.all == ["best [2]", "best [1]"])
  }

  @Test func executesMutationsInOrder() async throws {
    let log = Log()
    let response = try await engine(log).execute("mutation { b: add(n: 2) a: add(n: 1) c: add(n: 2) }")
    #expect(response.text == #"{"data":{"b":2,"a":1,"c":2}}"#)
    #expect(log.all == ["add 2", "add 1", "add 2"])
  }

  private final class Doubling: Loader {
    let description = LoaderDescription.local("doubling")

    func load(_ request: LoadRequest) async -> [LoadOutcome] {
      request.keys.map { key in
        guard let document = try? JSONDocument(parsing: "\((Int(key.texts[0]) ?? 0) * 2)") else { return .missing }
        return .value(document.root)
      }
    }
  }

  @Test func resolvesOneFieldOfManyObjects() async throws {
    var resolvers: ResolverMap = ["Query.items": .field { _ in (1...5).map { JSONValue.object(["id": .number($0)]) } }]
    resolvers["Item.next"] = .field { request in (request.parent["id"]?.int ?? 0) + 1 }
    resolvers["Item.double"] = .loader(Doubling(), by: "id")
    #expect(resolvers["Item.next"] != nil && resolvers["Item.id"] == nil)
    let engine = try GraphQLEngine(schema: "type Query { items: [Item] } type Item { id: Int next: Int double: Int }", resolvers: resolvers)
    let items = (1...5).map { #"{"next":\#($0 + 1),"double":\#($0 * 2)}"# }.joined(separator: ",")
    #expect(await engine.execute("{ items { next double } }").text == #"{"data":{"items":[\#(items)]}}"#)
  }

  @Test func refusesAResolverWithoutAField() {
    for coordinate in ["Query.nothing", "Nothing.a", "Query", "a.b.c"] {
      #expect(throws: ResolverMapError.self) {
        try GraphQLEngine(schema: "type Query { a: Int }", resolvers: [coordinate: .path("b")])
      }
    }
    #expect(throws: ResolverMapError.self) {
      try GraphQLEngine(schema: "type Query { a: Int }", resolvers: ["Query.a": .events { _ in AsyncStream<Int> { $0.finish() } }])
    }
    #expect(throws: SchemaError.self) { try GraphQLEngine(schema: "type Query { a: Missing }", resolvers: [:]) }
  }
}
