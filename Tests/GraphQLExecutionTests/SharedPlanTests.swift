import JSON
import Testing

/// Positions with the same type and selection sets share a plan.
struct SharedPlanTests {
  private static let schema = """
    interface N { n: N x: Int }
    type A implements N { n: N x: Int } type B implements N { n: N x: Int } type C implements N { n: N x: Int }
    type Query { n: N l: [N!] q: Query r: Query x: Int }
    """

  @Test func abstractTypesInAbstractTypesArePlannedOnce() async throws {
    let depth = 40
    var (query, root, expected) = ("{ x }", JSONValue.object(["__typename": "B", "x": 1]), #"{"x":1}"#)
    for level in 0..<depth {
      query = "{ n \(query) }"
      root = ["__typename": .string("ABC".map(String.init)[level % 3]), "n": root]
      expected = #"{"n":\#(expected)}"#
    }
    #expect(try await TestExecution(Self.schema).run(query, root: root) == expected)
  }

  @Test func fragmentsInSeveralFieldsArePlannedOnce() async throws {
    let depth = 40
    let fragments = (0..<depth).map { "fragment F\($0) on Query { q { ...F\($0 + 1) } r { ...F\($0 + 1) } }" }
    let query = "{ ...F0 } \(fragments.joined(separator: "\n")) fragment F\(depth) on Query { x }"
    #expect(
      try await TestExecution(Self.schema).run(query, root: ["r": ["q": [:]]]) == #"{"q":null,"r":{"q":{"q":null,"r":null},"r":null}}"#)
  }

  @Test func errorsInSharedPlansHaveTheirOwnPaths() async throws {
    let query = "query ($v: Boolean = true) { l { n { x @skip(if: $v) } } }"
    let item: JSONValue = ["__typename": "A", "n": ["__typename": "A"]]
    let answer = try await TestExecution(Self.schema).run(
      query, root: ["l": [item, ["__typename": "B", "n": item]]], variables: ["v": nil])
    let message = "Argument \"if\" of non-null type \"Boolean!\" must not be null."
    #expect(answer == #"{"l":[{"n":null},{"n":null}]}"# + "\n\(message) @ l.0.n\n\(message) @ l.1.n")
  }

  @Test func theDepthOfASharedPlanCounts() async throws {
    // The fragment is planned at depth 1 first, then at depth 100.
    let deep = String(repeating: "q { ", count: 100) + "...F" + String(repeating: " }", count: 100)
    let inner = String(repeating: "r { ", count: 60) + "x" + String(repeating: " }", count: 60)
    await #expect(throws: (any Error).self) {
      try await TestExecution(Self.schema).run("{ ...F \(deep) } fragment F on Query { \(inner) }")
    }
  }
}
