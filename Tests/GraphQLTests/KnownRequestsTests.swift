import GraphQL
import Synchronization
import Testing

/// Bodies that come again are neither parsed nor prepared again, and mean the same.
@Suite struct KnownRequestsTests {
  private final class Counts: OperationCacheObserver {
    let hits = Mutex(0)
    let misses = Mutex(0)
    func hit() { hits.withLock { $0 += 1 } }
    func miss() { misses.withLock { $0 += 1 } }
    func changed(entries: Int, bytes: Int, evictions: Int) {}
  }

  private let counts = Counts()

  private func engine(_ field: String = "echo") throws -> GraphQLEngine {
    var configuration = EngineConfiguration()
    configuration.cacheObserver = counts
    return try GraphQLEngine(
      schema: "type Query { echo(text: String = \"none\"): String other: String } type Mutation { echo(text: String): String }",
      resolvers: [
        "Query.echo": .field { $0.arguments["text"]?.string ?? "null" },
        "Mutation.echo": .field { $0.arguments["text"]?.string ?? "null" },
      ],
      configuration: configuration)
  }

  private func answer(_ body: String, _ engine: GraphQLEngine, change: (inout GraphQLRequest) -> Void = { _ in }) async throws -> String {
    var request = try engine.request(json: Array(body.utf8))
    change(&request)
    do throws(RequestFailure) {
      let operation = try engine.prepare(request)
      let variables = try engine.coerceVariables(of: request, for: operation)
      return String(decoding: await engine.execute(operation, variables: variables).body, as: UTF8.self)
    } catch {
      return String(decoding: GraphQLResponse(error).body, as: UTF8.self)
    }
  }

  @Test func theSameBytesGetTheSameAnswer() async throws {
    let engine = try engine()
    let bodies = [
      (#"{"query":"query($t:String){echo(text:$t)}","variables":{"t":"a"}}"#, #"{"data":{"echo":"a"}}"#),
      (#"{"query":"query($t:String){echo(text:$t)}","variables":{"t":"b"}}"#, #"{"data":{"echo":"b"}}"#),
      (#"{"query":"{echo}"}"#, #"{"data":{"echo":"none"}}"#),
      (#"{"query":"query A{echo} query B{echo(text:\"b\")}","operationName":"B"}"#, #"{"data":{"echo":"b"}}"#),
      (#"{"query":"mutation($t:String){echo(text:$t)}","variables":{"t":"m"}}"#, #"{"data":{"echo":"m"}}"#),
    ]
    for round in 1...4 {
      for (body, expected) in bodies {
        let found = try await answer(body, engine)
        #expect(found == expected, "round \(round)")
      }
    }
    #expect(counts.misses.withLock { $0 } == 4)
    #expect(counts.hits.withLock { $0 } == 16)
  }

  @Test func errorsComeEachTime() async throws {
    let engine = try engine()
    for body in [#"{"query":"{nothing}"}"#, #"{"query":"query($t:String!){echo(text:$t)}"}"#] {
      let first = try await answer(body, engine)
      #expect(first.contains(#"{"errors":["#))
      for _ in 1...3 { #expect(try await answer(body, engine) == first) }
    }
  }

  @Test func aRequestThatIsChangedIsPreparedAnew() async throws {
    let engine = try engine()
    let body = #"{"query":"query($t:String){echo(text:$t)}","variables":{"t":"a"}}"#
    for _ in 1...3 { #expect(try await answer(body, engine) == #"{"data":{"echo":"a"}}"#) }
    #expect(try await answer(body, engine) { $0.variables["t"] = "b" } == #"{"data":{"echo":"b"}}"#)
    #expect(try await answer(body, engine) { $0.query = "{other}" } == #"{"data":{"other":null}}"#)
    // What is changed is not kept under the bytes that it was read from.
    for _ in 1...3 { #expect(try await answer(body, engine) == #"{"data":{"echo":"a"}}"#) }
  }

  @Test func anotherEngineAnswersFromItsOwnSchema() async throws {
    let first = try engine()
    let body = #"{"query":"{echo}"}"#
    for _ in 1...3 { #expect(try await answer(body, first) == #"{"data":{"echo":"none"}}"#) }
    let second = try GraphQLEngine(schema: "type Query { other: String }", resolvers: [:])
    let request = try first.request(json: Array(body.utf8))
    #expect(throws: RequestFailure.self) { try second.prepare(request) }
  }
}
