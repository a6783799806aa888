import GraphQL
import JSON
import Testing

@testable import GraphTools

@Suite struct PlanExplanationTests {
  private func report(_ query: String, variables: JSONObject? = nil) throws -> OperationReport {
    let graph = try GraphFiles.graph()
    return try OperationReport(
      query, operationName: nil, variables: variables, graph: graph, uses: RESTUse.all(in: graph.supergraph), assumedListSize: 100)
  }

  private let query = "query Page($n: Int! = 8) { catalog(limit: $n) { items { id price reviews { author { name } } } } }"

  @Test func printsWavesAndCallsAsText() throws {
    try Golden.expect(PlanExplanation(report: try report(query, variables: [:])).text, "plan.txt")
  }

  @Test func printsThemAsJSON() throws {
    let json = try JSONValue(parsing: PlanExplanation(report: try report(query, variables: [:])).json)
    #expect(json["waves"]?.text == "3")
    #expect(json["calls"]?[0]?["url"]?.string == "/products?limit={$args.limit}")
    #expect(json["calls"]?[2]?["batch"]?["max"]?.text == "4")
  }

  @Test func usesTheVariables() throws {
    #expect(try report("query Q($n: Int!) { catalog(limit: $n) { items { price } } }", variables: ["n": .number(2)]).maximumCalls == 3)
    #expect(try report("query Q($n: Int!) { catalog(limit: $n) { items { price } } }").maximumCalls == 101)
  }

  @Test func aDefaultDoesNotBoundWithoutTheVariables() throws {
    #expect(try report(query, variables: [:]).maximumCalls == 51)
    let open = try report(query)
    #expect(open.maximumCalls == 1 + 100 + 25 + 500)
    #expect(open.assumedLists == ["catalog.items"])
  }

  @Test func refusesInvalidVariables() throws {
    #expect(throws: RequestFailure.self) {
      try report("query Q($n: Int!) { catalog(limit: $n) { items { price } } }", variables: ["n": .string("x")])
    }
  }

  @Test func explainsAnOperationWithoutCalls() throws {
    #expect(PlanExplanation(report: try report("{ __typename }")).text == "query\nNo upstream calls.")
  }
}
