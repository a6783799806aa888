import GraphQL
import Synchronization
import Testing

/// Resolvers that share the data loaders of their request.
@Suite struct ResolverDataLoaderTests {
  /// A batch function for users that records its batches.
  private final class Users: Sendable {
    private let recorded = Mutex<[[Int]]>([])

    var batches: [[Int]] { recorded.withLock { $0 } }

    var function: BatchFunction<Int, JSONValue> {
      BatchFunction { ids in
        self.recorded.withLock { $0.append(ids) }
        guard !ids.contains(13) else { throw LoadFailure("User 13 is locked.", code: "LOCKED") }
        return ids.map { id in id > 0 ? ["id": .number(id), "friend": .number(id + 1), "boss": .number(1)] : nil }
      }
    }
  }

  private func engine(_ users: Users) throws -> GraphQLEngine {
    let function = users.function
    let byKey: @Sendable (BatchRequest) async throws -> [any JSONRepresentable] = { request in
      try await request.context.loader(for: function).load(request.keys.map { $0.int ?? 0 })
    }
    let byArgument: @Sendable (FieldRequest) async throws -> any JSONRepresentable = { request in
      try await request.context.loader(for: function).load(request.arguments["id"]?.int ?? 0)
    }
    return try GraphQLEngine(
      schema: """
        type Query { user(id: Int!): User }
        type Mutation { update(id: Int!): User }
        type Subscription { user: User }
        type User { id: Int! friend: User boss: User }
        """,
      resolvers: [
        "Query.user": .field(byArgument), "Mutation.update": .field(byArgument),
        "User.friend": .batch(by: "friend", byKey), "User.boss": .batch(by: "boss", byKey),
        "Subscription.user": .events { _ in
          AsyncStream { continuation in
            for _ in 1...2 { continuation.yield(["id": 4, "boss": 1] as JSONValue) }
            continuation.finish()
          }
        },
      ])
  }

  @Test func differentFieldsLoadAKeyOnce() async throws {
    let users = Users()
    let response = try await engine(users).execute("{ user(id: 1) { friend { id } boss { id friend { id boss { id } } } } }")
    #expect(response.text == #"{"data":{"user":{"friend":{"id":2},"boss":{"id":1,"friend":{"id":2,"boss":{"id":1}}}}}}"#)
    #expect(users.batches == [[1], [2]])
  }

  @Test func eachRequestLoadsForItself() async throws {
    let users = Users()
    let engine = try engine(users)
    for _ in 1...2 { #expect(await engine.execute("{ user(id: 3) { id } }").text == #"{"data":{"user":{"id":3}}}"#) }
    #expect(users.batches == [[3], [3]])
  }

  @Test func eachRootFieldOfAMutationLoadsForItself() async throws {
    let users = Users()
    let response = try await engine(users).execute("mutation { a: update(id: 1) { boss { id } } b: update(id: 1) { id } }")
    #expect(response.text == #"{"data":{"a":{"boss":{"id":1}},"b":{"id":1}}}"#)
    #expect(users.batches == [[1], [1]])
  }

  @Test func eachEventOfASubscriptionLoadsForItself() async throws {
    let users = Users()
    let responses = try await engine(users).subscribe(GraphQLRequest(query: "subscription { user { boss { id } } }"))
    for try await response in responses { #expect(response.text == #"{"data":{"user":{"boss":{"id":1}}}}"#) }
    #expect(users.batches == [[1], [1]])
  }

  @Test func nullAndErrorsReachTheFields() async throws {
    let users = Users()
    let response = try await engine(users).execute("{ none: user(id: 0) { id } locked: user(id: 13) { id } }")
    #expect(
      response.text
        == #"{"errors":[{"message":"User 13 is locked.","locations":[{"line":1,"column":28}],"path":["locked"],"extensions":{"code":"LOCKED"}}],"data":{"none":null,"locked":null}}"#
    )
  }
}
