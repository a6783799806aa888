import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON
import Testing

struct ErrorPlaceTests {
  /// The columns of the only error's places.
  private func columns(_ query: String, _ variables: JSONObject) async throws -> [Int] {
    let schema = try Schema(source: "type Query { a: Int! b(x: Int! = 1): Int }")
    let plan = try OperationPlan(document: try Parser.parse(query), operationName: nil, schema: schema, planner: DefaultFieldPlanner())
    let result = await Executor().execute(plan, variables: try plan.coerceVariables(variables), context: ExecutionContext())
    return result.errors.flatMap(\.locations).map(\.column)
  }

  @Test func anErrorNamesTheSelectionsThatAreIncluded() async throws {
    let query = "query ($v: Boolean!) { a @include(if: $v) a a @skip(if: $v) }"
    #expect(try await columns(query, ["v": true]) == [24, 43])
    #expect(try await columns(query, ["v": false]) == [43, 45])
  }

  @Test func wrongArgumentsStandInTheFirstSelectionThatCounts() async throws {
    let query = "query ($v: Boolean!, $x: Int = 1) { b(x: $x) @include(if: $v) b(x: $x) }"
    #expect(try await columns(query, ["v": true, "x": nil]) == [42])
    #expect(try await columns(query, ["v": false, "x": nil]) == [68])
  }

  @Test func aFragmentSpreadTwiceIsOnePlace() async throws {
    let query = "query ($v: Boolean!) { ...F @include(if: $v) ...F } fragment F on Query { a }"
    #expect(try await columns(query, ["v": true]) == [75])
  }
}
