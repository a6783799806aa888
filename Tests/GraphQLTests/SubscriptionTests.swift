import GraphQL
import Synchronization
import Testing

/// Section 6.2.3.
@Suite(.timeLimit(.minutes(1))) struct SubscriptionTests {
  private struct Broken: Error {}

  private static let schema = """
    type Query { a: Int }
    type Subscription { ticks(upTo: Int!): Tick! never: Int refused: Int other: Int }
    type Tick { n: Int! double: Int square: Int }
    """

  private func engine(_ ticks: @escaping @Sendable (Int) -> AsyncThrowingStream<JSONValue, any Error>) throws -> GraphQLEngine {
    try GraphQLEngine(
      schema: Self.schema,
      resolvers: [
        "Subscription.ticks": .events { request in ticks(request.arguments["upTo"]?.int ?? 0) },
        "Subscription.refused": .events { _ -> AsyncStream<Int> in throw LoadFailure("Nobody may listen.", code: "FORBIDDEN") },
        "Tick.square": .batch(by: "n") { request in request.keys.map { key in (key.int ?? 0) * (key.int ?? 0) } },
      ])
  }

  private func counting(_ end: (any Error)? = nil) throws -> GraphQLEngine {
    try engine { count in
      AsyncThrowingStream { continuation in
        for n in 0..<count { continuation.yield(["n": .number(n), "double": n == 1 ? "x" : .number(2 * n)]) }
        continuation.finish(throwing: end)
      }
    }
  }

  @Test func eachEventIsAResponse() async throws {
    let request = GraphQLRequest(
      query: "subscription($upTo: Int!) { t: ticks(upTo: $upTo) { n double square } }", variables: ["upTo": 3])
    var texts: [String] = []
    for try await response in try await counting().subscribe(request) {
      #expect(!response.isCacheable)
      texts.append(response.text)
    }
    #expect(
      texts == [
        #"{"data":{"t":{"n":0,"double":0,"square":0}}}"#,
        #"{"errors":[{"message":"Int cannot represent non-integer value.","locations":[{"line":1,"column":55}],"path":["t","double"],"extensions":{"code":"BAD_UPSTREAM_RESPONSE"}}],"data":{"t":{"n":1,"double":null,"square":1}}}"#,
        #"{"data":{"t":{"n":2,"double":4,"square":4}}}"#,
      ])
  }

  @Test func aFailingSourceEndsTheResponses() async throws {
    var count = 0
    await #expect(throws: Broken.self) {
      for try await _ in try await counting(Broken()).subscribe(GraphQLRequest(query: "subscription { ticks(upTo: 2) { n } }")) {
        count += 1
      }
    }
    #expect(count == 2)
  }

  @Test(
    arguments: [
      ("subscription { refused }", "Nobody may listen.", "FORBIDDEN"),
      ("subscription { other }", "The subscription field \"other\" has no source of events.", "SUBSCRIPTION_NOT_SUPPORTED"),
      ("{ a }", "The operation is not a subscription.", "OPERATION_RESOLUTION_FAILURE"),
      ("subscription { other never }", "Anonymous Subscription must select only one top level field.", "GRAPHQL_VALIDATION_FAILED"),
      ("subscription($n: Int!) { ticks(upTo: $n) { n } }", "Variable \"$n\" of required type \"Int!\" was not provided.", "BAD_USER_INPUT"),
    ])
  func reportsARequestErrorWithoutASource(query: String, message: String, code: String) async throws {
    let engine = try counting()
    do throws(RequestFailure) {
      _ = try await engine.subscribe(GraphQLRequest(query: query))
      Issue.record("It was subscribed to.")
    } catch {
      #expect(error.errors.first?.message == message)
      #expect(error.errors.first?.extensions["code"] == code)
    }
  }

  @Test func executeRefusesSubscriptions() async throws {
    let response = try await counting().execute("subscription { ticks(upTo: 1) { n } }")
    #expect(response.kind == .requestError && response.operation == .subscription)
  }

  @Test func cancellingEndsTheSubscription() async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    let engine = try engine { _ in
      AsyncThrowingStream { continuation in
        continuation.onTermination = { _ in end.finish() }
        continuation.yield(["n": 1])
      }
    }
    let (started, start) = AsyncStream<Void>.makeStream()
    let task = Task {
      var count = 0
      for try await _ in try await engine.subscribe(GraphQLRequest(query: "subscription { ticks(upTo: 1) { n } }")) {
        count += 1
        start.finish()
      }
      return count
    }
    for await _ in started {}
    task.cancel()
    for await _ in ended {}
    #expect(try await task.value == 1)
  }
}
