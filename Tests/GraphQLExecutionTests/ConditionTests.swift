import JSON
import Testing

struct ConditionTests {
  private static let schema = "type Query { a: Int o: Query must(x: Int! = 1): Int l: [Query] } "

  private func run(_ query: String, _ root: JSONValue, _ variables: JSONObject) async throws -> String {
    try await TestExecution(Self.schema).run(query, root: root, variables: variables)
  }

  @Test func aNullConditionIsAnErrorOfTheFieldThatHasTheSelections() async throws {
    let query = "query ($v: Boolean = true) { a o { a @skip(if: $v) } l { o { a @include(if: $v) } } }"
    let message = "Argument \"if\" of non-null type \"Boolean!\" must not be null."
    #expect(
      try await run(query, ["a": 1, "o": [:], "l": [[:], ["o": ["a": 2]]]], ["v": nil])
        == #"{"a":1,"o":null,"l":[{"o":null},{"o":null}]}"# + "\n\(message) @ o\n\(message) @ l.1.o")
  }

  @Test func aNullConditionAtTheRootIsAnErrorOfTheOperation() async throws {
    let answer = try await run("query ($v: Boolean = true) { a o @skip(if: $v) { a } }", ["a": 1], ["v": nil])
    #expect(answer == "null\nArgument \"if\" of non-null type \"Boolean!\" must not be null. @ ")
  }

  @Test func theConditionsOfASkippedSelectionAreNotEvaluated() async throws {
    let query = "query ($v: Boolean = true, $w: Boolean!) { o { a ... @include(if: $v) @skip(if: $w) { a } } }"
    #expect(try await run(query, ["o": ["a": 1]], ["v": nil, "w": true]) == #"{"o":{"a":1}}"#)
  }

  @Test func aFragmentThatWasVisitedNeedsNoCondition() async throws {
    let query = "query ($v: Boolean = true) { o { ...F ...F @include(if: $v) } } fragment F on Query { a }"
    #expect(try await run(query, ["o": ["a": 1]], ["v": nil]) == #"{"o":{"a":1}}"#)
  }

  @Test func argumentsAreCheckedWhereNoLoaderWantsThem() async throws {
    let answer = try await run("query ($x: Int = 1) { must(x: $x) }", ["must": 5], ["x": nil])
    #expect(answer == "{\"must\":null}\nArgument \"x\" of non-null type \"Int!\" must not be null. @ must")
  }
}
