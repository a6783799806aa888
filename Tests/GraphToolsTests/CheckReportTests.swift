import JSON
import Testing

@testable import GraphTools

@Suite struct CheckReportTests {
  @Test func reportsLoadersWithACallPerObjectAndAQueryThatShowsIt() throws {
    let warnings = GraphFiles.check().diagnostics
    #expect(warnings.map(\.rule) == ["n-plus-one", "shared-limit", "n-plus-one"])
    #expect(
      warnings.map { $0.example?.query } == [
        "{ catalog(limit: 10) { items { price } } }", nil, "{ catalog(limit: 10) { items { reviews(first: 10) { author { name } } } } }",
      ])
    #expect(warnings[0].example?.calls == 11)
    // One page, three batches of at most four products, and an author for each of 100 reviews.
    #expect(warnings[2].example?.calls == 1 + 3 + 100)
  }

  @Test func printsText() throws {
    let operations = [
      SourceFile(name: "ops.graphql", text: "query Page { catalog(limit: 3) { items { id price } } }\nquery Names { __typename }")
    ]
    try Golden.expect(GraphFiles.check(operations: operations).text, "check.txt")
  }

  @Test func printsJSON() throws {
    let report = GraphFiles.check(operations: [.init(name: "a.graphql", text: "{ catalog { items { price } } }")])
    let json = try JSONValue(parsing: report.json)
    #expect(json["ok"] == .bool(true))
    #expect(json["warnings"]?.text == "3")
    #expect(json["diagnostics"]?[0]?["places"]?[0]?["line"]?.text == "11")
    #expect(json["operations"]?[0]?["maximumCalls"]?.text == "21")
  }

  @Test func checkAndPlanWriteTheSameMembersOfAnOperation() throws {
    for (query, name) in [
      ("{ catalog { items { price } } }", JSONValue.null), ("query Page { catalog { items { id } } }", .string("Page")),
    ] {
      let check = try JSONValue(parsing: GraphFiles.check(operations: [.init(name: "a.graphql", text: query)]).json)
      let explanation = try PlanExplanation(
        query, operationName: nil, variables: nil, graph: try GraphFiles.graph(), assumedListSize: 100)
      let plan = try JSONValue(parsing: explanation.json)
      for member in ["operation", "name", "waves", "maximumCalls", "absoluteMaximum", "assumedLists"] {
        #expect(check["operations"]?[0]?[member] != nil && check["operations"]?[0]?[member] == plan[member], "\(member)")
      }
      #expect(plan["name"] == name)
    }
  }

  @Test func strictTreatsWarningsAsErrors() {
    #expect(GraphFiles.check().errorCount == 0)
    #expect(GraphFiles.check(GraphFiles.bad, .init(isStrict: true)).errorCount == 3)
  }

  @Test func refusesOperationsPastTheLimit() {
    let file = SourceFile(name: "a.graphql", text: "{ catalog(limit: 3) { items { price } } }")
    #expect(GraphFiles.check(operations: [file], .init(maximumCalls: 4)).errorCount == 0)
    let report = GraphFiles.check(operations: [file], .init(maximumCalls: 3))
    #expect(report.diagnostics.last?.rule == "upstream-calls")
    #expect(report.errorCount == 1)
  }

  @Test func showsTheLineOfAnInvalidOperation() {
    let report = GraphFiles.check(operations: [.init(name: "a.graphql", text: "{\n\tcatalog { itms }\n}")])
    #expect(report.text.contains("a.graphql:2:12: error: Cannot query field \"itms\" on type \"Catalog\"."))
    #expect(report.text.contains("    2 | \tcatalog { itms }\n      | \t          ^^^^"))
  }

  @Test func showsBothPositionsOfAConflict() {
    let files = ["a", "b"].map {
      SourceFile(
        name: "\($0).graphql",
        text: "extend schema @service(name: \"\($0)\", url: \"http://h\")\ntype Query { same: Int @rest(service: \"\($0)\", GET: \"/\") }")
    }
    let text = GraphFiles.check(files).text
    #expect(text.contains("a.graphql:2:14: error: "))
    #expect(text.contains("b.graphql:2:14: and here"))
    #expect(text.contains("    2 | type Query { same: Int"))
    #expect(text.hasSuffix("The schema files do not make a graph: 1 error, 0 warnings."))
  }

  @Test func warnsOfAnOverrideOfAnUnknownFile() {
    let file = SourceFile(
      name: "shop.graphql",
      text:
        "extend schema @service(name: \"s\", url: \"http://h\") type Query { a: A @rest(service: \"s\", GET: \"/\") } type A { x: Int @override(from: \"shp\") }"
    )
    let warnings = GraphFiles.check([file]).diagnostics
    #expect(warnings.map(\.rule) == ["override-source"])
    #expect(warnings.first?.message.hasSuffix("there is no schema file of that name. Did you mean \"shop\"?") == true)
  }

  @Test func boundsHugeListsWithoutOverflow() throws {
    let operation = "{ catalog(limit: 9223372036854775807) { items { reviews(first: 9223372036854775807) { author { name } } } } }"
    _ = GraphFiles.check(operations: [.init(name: "a.graphql", text: operation)])
    let wide = "{ catalog(limit: 2000000000) { items { reviews(first: 2000000000) { author { name } } price } } }"
    let report = GraphFiles.check(operations: [.init(name: "a.graphql", text: wide)])
    #expect((report.files.first?.operations.first?.maximumCalls ?? 0) > 4_000_000_000)
  }
}
