import GraphQL
import GraphQLExecution
import RESTConnectors
import Upstreams

/// How the work on documents that mean harm grows: each family with n and with 2n, and the quotient of the times.
///
/// Twice is linear, four times the square. Anything past that (with room for noise) fails.
enum Growth {
  /// A family of documents, one for each size.
  struct Family: Sendable {
    let name: String
    let size: Int
    let document: @Sendable (Int) -> String
  }

  static let most = 6.0

  static let families = [
    Family(name: "aliases of an entity's field", size: 5_000) { n in
      "{ me { \((0..<n).map { "a\($0): orders { id }" }.joined(separator: " ")) } }"
    },
    Family(name: "aliases with arguments of their own", size: 500) { n in
      "{ me { \((0..<n).map { "a\($0): orders(first: \($0)) { id }" }.joined(separator: " ")) } }"
    },
    Family(name: "aliases of root fields", size: 2_000) { n in
      "{ \((0..<n).map { "a\($0): user(id: \($0)) { email orders { id } }" }.joined(separator: " ")) }"
    },
    Family(name: "the same field again", size: 2_500) { n in
      "{ me { \(Array(repeating: "orders { id }", count: n).joined(separator: " ")) } }"
    },
    Family(name: "depth", size: 30) { n in "{ me { \((0..<n).reduce("id") { inner, _ in "orders { user { \(inner) } }" }) } }" },
    Family(name: "fragments that spread the next twice", size: 60) { n in
      "{ me { ...F0 } } "
        + (0..<n).map { "fragment F\($0) on User { ...F\($0 + 1) orders { id } ...F\($0 + 1) }" }.joined(separator: " ")
        + " fragment F\(n) on User { email }"
    },
    Family(name: "fragments under conditions", size: 40) { n in
      "query(\((0..<n).map { "$v\($0): Boolean = true" }.joined(separator: " "))) { me { ...F0 } } "
        + (0..<n).map { "fragment F\($0) on User { ...F\($0 + 1) @include(if: $v\($0)) a\($0): email @skip(if: $v\($0)) }" }
        .joined(separator: " ") + " fragment F\(n) on User { email }"
    },
    Family(name: "one fragment under pairs of conditions", size: 40) { n in
      "query(\((0..<n + 8).map { "$v\($0): Boolean = true" }.joined(separator: " "))) { me { "
        + (0..<8).map { "...F @include(if: $v\($0))" }.joined(separator: " ") + " } } fragment F on User { "
        + (8..<n + 8).map { "...G @include(if: $v\($0))" }.joined(separator: " ") + " } fragment G on User { id }"
    },
    Family(name: "many fragments in one place", size: 500) { n in
      "{ me { \((0..<n).map { "...F\($0)" }.joined(separator: " ")) } } "
        + (0..<n).map { "fragment F\($0) on User { id email orders { id user { fullName } } }" }.joined(separator: " ")
    },
    Family(name: "inline fragments on the same type", size: 3_000) { n in
      "{ me { \((0..<n).map { "... on User { a\($0): email }" }.joined(separator: " ")) } }"
    },
  ]

  /// Prints a line for each family; false when one grows faster than the square.
  static func print(_ files: [(name: String, text: String)]) async throws -> Bool {
    let graph = try EngineBench.graph(files, OneUser())
    var isBounded = true
    Swift.print("growth from n to 2n: milliseconds and quotient; 2 is linear, 4 the square, more than \(most) fails")
    for family in families {
      let small = try await times(graph, family.document(family.size))
      let large = try await times(graph, family.document(2 * family.size))
      let parts = zip(small, large).map { small, large in
        let quotient = large.time / max(small.time, 0.001)
        // Under a tenth of a millisecond the clock says nothing.
        if quotient > most, large.time > 0.1 { isBounded = false }
        return "\(small.name) \(hundredths(small.time)) \(hundredths(large.time)) x\(hundredths(quotient))"
      }
      Swift.print("  \(family.name), n = \(family.size): \(parts.joined(separator: "; "))")
    }
    return isBounded
  }

  /// Milliseconds of each stage.
  private static func times(_ graph: FederatedGraph, _ query: String) async throws -> [(name: String, time: Double)] {
    var configuration = EngineConfiguration()
    configuration.limits = .none
    configuration.longestCachedDocument = 10_000_000
    let request = GraphQLRequest(query: query)
    var best: [(name: String, time: Double)] = []
    for round in 0..<5 {
      let engine = GraphQLEngine(schema: graph.schema, planner: graph.planner, configuration: configuration)
      let clock = ContinuousClock()
      var marks = [clock.now]
      let plan = try engine.prepare(query).plan
      marks.append(clock.now)
      _ = plan.description
      marks.append(clock.now)
      _ = plan.upstreamBound()
      marks.append(clock.now)
      let response = await engine.execute(request)
      marks.append(clock.now)
      precondition(response.kind == .executed && response.errors.isEmpty, "\(response.errors.prefix(3))")
      let names = ["plan", "words", "bound", "run"]
      let times = names.indices.map { (name: names[$0], time: (marks[$0 + 1] - marks[$0]) / .milliseconds(1)) }
      best = round == 0 ? times : zip(best, times).map { ($0.name, min($0.time, $1.time)) }
    }
    return best
  }

  private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// Services that know one user with one order, whoever is asked for.
private struct OneUser: UpstreamTransport {
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    let user = #"{"id": "1", "email": "a@example.com", "fullName": "Ada Test"}"#
    let orders = #"[{"id": "10", "userId": "1"}]"#
    let body =
      switch request.upstream {
      case "orders": #"{"data": \#(orders)}"#
      case "users" where request.url.description.contains("ids="): #"{"data": [\#(user)]}"#
      default: #"{"data": \#(user)}"#
      }
    return UpstreamResponse(status: 200, body: Array(body.utf8))
  }
}
