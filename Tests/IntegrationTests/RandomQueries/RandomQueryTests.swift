import Foundation
import JSON
import TestSupport
import Testing

extension WholeChain {
  /// Random queries over the three services: the response is the same as that of the test's own REST calls, and the gateway makes one call per
  /// loader and wave.
  ///
  /// `TRELLIS_RANDOM_QUERIES` is the number of queries (300). `TRELLIS_RANDOM_SEED` is the first seed; query n uses seed + n, and a failure names its seed.
  @Suite(.timeLimit(.minutes(15))) struct RandomQueries {
    @Test func areAnsweredAsRESTSaysInOneCallForEachLoaderAndWave() async throws {
      let environment = ProcessInfo.processInfo.environment
      let count = environment["TRELLIS_RANDOM_QUERIES"].flatMap { Int($0) } ?? 300
      let firstSeed = environment["TRELLIS_RANDOM_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000_000)
      try await Chain.with { chain in
        try await RecordedGateway.with { gateway in try await Self.ask(count, firstSeed, chain, gateway) }
      }
    }

    private static func ask(_ count: Int, _ firstSeed: UInt64, _ chain: Chain, _ gateway: RecordedGateway) async throws {
      let world = try await RandomQueryWorld(chain)
      var asked: [String: [Asked]] = [:]
      for number in 0..<count {
        let seed = firstSeed &+ UInt64(number)
        var generator = QueryGenerator(seed: seed, identifiers: world.identifiers)
        let query = generator.query()
        var draw = Int.random(in: 0..<100, using: &generator.random)
        for caller in world.callers {
          if (0..<caller.share).contains(draw) { asked[caller.name, default: []].append(Asked(query: query, seed: seed, caller: caller)) }
          draw -= caller.share
        }
      }
      // The callers run concurrently, each with one query at a time, so that no two queries of one identity share a call.
      let prefix = "random-\(unique())"
      let checked = try await withThrowingTaskGroup(of: [Asked].self) { group in
        for queries in asked.values {
          group.addTask {
            let answers = RESTAnswers(client: chain.client, token: queries.first?.caller.token)
            var checked = queries
            for index in checked.indices { try await checked[index].run(chain, gateway, answers, requestIDPrefix: prefix) }
            return checked
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let calls = gateway.calls
      for one in checked { one.compare(calls[one.requestID(prefix)] ?? []) }
      let total = calls.filter { $0.key.hasPrefix(prefix) }.values.reduce(0) { $0 + $1.count }
      let failed = checked.count { $0.hasErrors }
      let bytes = checked.reduce(0) { $0 + $1.answerBytes }
      print(
        "random queries: seed \(firstSeed), \(count) queries, \(failed) with errors, \(total) upstream calls, \(bytes) bytes of answers")
    }

    @Test func knowEveryFieldOfTheGraph() async throws {
      let reference = "type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }"
      let query = "{ __schema { types { name fields { name \(reference) args { name defaultValue \(reference) } } enumValues { name } } } }"
      try await Chain.with { chain in
        let answer = try await chain.client.graphQL(query, at: chain.gateway)
        let types = try answer.value("data.__schema.types")?.elements ?? []
        for (name, fields) in GraphModel.types {
          let served = types.first { $0["name"]?.string == name }?["fields"]?.elements ?? []
          #expect(Set(served.map(Self.signature)) == Set(fields.map(\.signature)), "type \(name)")
          // The objects behind its fields exist as well.
          #expect(
            fields.allSatisfy { field in
              GraphModel.types[field.type.name] != nil || types.first { $0["name"]?.string == field.type.name }?["fields"] == .null
            })
        }
        for (name, values) in GraphModel.enumerations {
          let served = types.first { $0["name"]?.string == name }?["enumValues"]?.elements ?? []
          #expect(served.compactMap { $0["name"]?.string } == values, "enum \(name)")
        }
      }
    }

    /// The full definition: `name(argument: Type = default): Type`.
    private static func signature(_ field: JSONValue) -> String {
      let arguments = (field["args"]?.elements ?? []).map { argument in
        let standard = argument["defaultValue"]?.string.map { " = \($0)" } ?? ""
        return "\(argument["name"]?.string ?? ""): \(type(argument["type"]))\(standard)"
      }
      return "\(field["name"]?.string ?? "")(\(arguments.joined(separator: ", "))): \(type(field["type"]))"
    }

    private static func type(_ type: JSONValue?) -> String {
      switch type?["kind"]?.string {
      case "NON_NULL": self.type(type?["ofType"]) + "!"
      case "LIST": "[\(self.type(type?["ofType"]))]"
      default: type?["name"]?.string ?? ""
      }
    }
  }
}

/// A query of a caller.
private struct Asked: Sendable, CustomStringConvertible {
  let query: RandomQuery
  let seed: UInt64
  let caller: RandomQueryWorld.Caller
  /// The expected calls, set after execution.
  private var expectedCalls: [String: Int] = [:]
  private(set) var hasErrors = false
  private(set) var answerBytes = 0

  init(query: RandomQuery, seed: UInt64, caller: RandomQueryWorld.Caller) {
    self.query = query
    self.seed = seed
    self.caller = caller
  }

  var description: String { "TRELLIS_RANDOM_SEED=\(seed) as \(caller.name): \(query)" }

  func requestID(_ prefix: String) -> String { "\(prefix)-\(seed)" }

  /// Sends the query to the gateway and compares the response with the expected one.
  mutating func run(_ chain: Chain, _ gateway: RecordedGateway, _ answers: RESTAnswers, requestIDPrefix: String) async throws {
    let expected = try await ExpectedAnswer(query, chain: chain, answers: answers)
    let answer = try await chain.client.graphQL(
      query.text, at: gateway.origin, token: caller.token, variables: query.variableValues,
      headers: [("X-Request-ID", requestID(requestIDPrefix))])
    if let problem = try expected.problem(with: answer) { Issue.record("\(self):\n\(problem)\nanswer \(answer)") }
    expectedCalls = expected.calls
    hasErrors = !expected.required.isEmpty
    answerBytes = answer.text.utf8.count
  }

  /// Compares the upstream calls with the expected ones.
  func compare(_ calls: [String]) {
    var counts: [String: Int] = [:]
    for call in calls { counts[call, default: 0] += 1 }
    let many = counts.filter { $0.value > expectedCalls[$0.key] ?? 0 }.keys.sorted()
    let missing = expectedCalls.keys.filter { counts[$0] == nil }.sorted()
    if !many.isEmpty || !missing.isEmpty {
      Issue.record("\(self):\ncalls that should not be, or not so often: \(many)\ncalls that are missing: \(missing)")
    }
  }
}
