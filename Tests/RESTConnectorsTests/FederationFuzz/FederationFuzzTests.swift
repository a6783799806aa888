import Foundation
import GraphQL
import JSON
import RESTConnectors
import Testing
import Upstreams

/// Random federated schemas. Their answers equal those of a monolith that has all data. When a service fails, each null that the monolith
/// does not have is explained by an error that names the service, and every other value is equal.
///
/// `FEDERATION_FUZZ_SCHEMAS` is the number of schemas, `FEDERATION_FUZZ_SEED` the first of them.
@Suite struct FederationFuzzTests {
  private static func setting(_ name: String, _ value: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
  }
  private static let queries = 5

  @Test func answersEqualThoseOfAMonolith() async throws {
    let first = Self.setting("FEDERATION_FUZZ_SEED", 1)
    var asked = 0
    var failed = 0
    for seed in first..<(first + Self.setting("FEDERATION_FUZZ_SCHEMAS", 60)) {
      let problems = try await Self.problems(UInt64(seed))
      asked += Self.queries * 2
      guard !problems.isEmpty else { continue }
      failed += 1
      if failed <= 5 { Issue.record("seed \(seed): \(problems.joined(separator: "\n"))") }
    }
    #expect(failed == 0, "of \(asked) queries")
  }

  private static func problems(_ seed: UInt64) async throws -> [String] {
    let world = RandomWorld(seed: seed, features: FuzzFeatures())
    let schema = WorldServices(world, failing: nil).files.map { "# \($0.name)\n\($0.text)" }.joined()
    for failing in [nil, Int(seed) % world.serviceCount] {
      let services = WorldServices(world, failing: failing)
      let graph: TestGraph
      do {
        graph = try TestGraph(services.files, transport: MockTransport { services.answer($0) })
      } catch { return ["\(error)\n\(schema)"] }
      for number in 0..<queries {
        let query = WorldQuery(world, seed: seed &* 1000 &+ UInt64(number))
        graph.transport.forget()
        let text = await graph.run(query.text)
        let response = try JSONValue(parsing: text)
        var problems = services.wrongCalls
        if let failing {
          var check = FailureCheck(errors: response["errors"], service: "s\(failing)")
          check.compare(response["data"] ?? .null, query.expected, at: [])
          problems += check.problems
        } else if response["errors"] != nil || response["data"] != query.expected {
          problems.append("expected \(query.expected.text)")
        }
        guard problems.isEmpty else {
          return problems + ["failing: \(failing.map { "s\($0)" } ?? "none")", query.text, text]
            + graph.transport.calls + [(try? graph.engine.prepare(query.text).plan.description) ?? "no plan", schema]
        }
      }
    }
    return []
  }
}

/// Compares an answer with the complete one.
private struct FailureCheck {
  private var paths: [[String]] = []
  /// Whether the response lists only some of its errors.
  private var isShortened = false
  private(set) var problems: [String] = []

  init(errors: JSONValue?, service: String) {
    guard case .array(let errors)? = errors else { return }
    for error in errors {
      if error["extensions"]?["code"]?.string == "TOO_MANY_ERRORS" { isShortened = true }
      guard case .array(let path)? = error["path"] else { continue }
      paths.append(path.map { $0.string ?? $0.text })
      if error["extensions"]?["service"]?.string != service { problems.append("\(error.text) does not name \(service)") }
    }
  }

  mutating func compare(_ answer: JSONValue, _ expected: JSONValue, at path: [String]) {
    switch (answer, expected) {
    case (.object(let left), .object(let right)) where left.members.map(\.name) == right.members.map(\.name):
      for (member, other) in zip(left.members, right.members) { compare(member.value, other.value, at: path + [member.name]) }
    case (.array(let left), .array(let right)) where left.count == right.count:
      for index in left.indices { compare(left[index], right[index], at: path + ["\(index)"]) }
    case (.null, _) where expected != .null:
      // One error of a failed layer is enough for all fields of an object.
      let isExplained = isShortened || paths.contains { $0.starts(with: path) || $0.dropLast() == path.dropLast() }
      if !isExplained { problems.append("\(path.joined(separator: ".")) is null without an error, not \(expected.text)") }
    default:
      if answer != expected { problems.append("\(path.joined(separator: ".")) is \(answer.text), not \(expected.text)") }
    }
  }
}
