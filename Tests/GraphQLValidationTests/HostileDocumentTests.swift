import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import Testing

/// Documents that are expensive to validate: each must be decided in time and without a deep stack.
@Suite(.timeLimit(.minutes(2))) struct HostileDocumentTests {
  private static let schema = Result {
    try Schema(
      source: """
        type Query { human: Human pet: Pet any(a: Any): Int }
        scalar Any
        type Human { name(surname: Boolean): String relatives: [Human] pets: [Pet] }
        interface Pet { owner: Human }
        type Dog implements Pet { owner: Human }
        type Cat implements Pet { owner: Human }
        """)
  }

  /// The errors of a document. With an algorithm of exponential time, a test exceeds the time limit of the suite.
  private func errors(_ text: String) throws -> [String] {
    let document = try Parser.parse(text, limits: ParserLimits(maximumTokens: 15_000))
    let schema = try Self.schema.get()
    return validate(document, schema).map(\.message)
  }

  @Test func mergesThousandsOfEqualFields() throws {
    #expect(try errors("{ human { " + String(repeating: "name ", count: 5000) + "} }").isEmpty)
    #expect(try errors("{ " + String(repeating: "human { name } ", count: 2500) + "}").isEmpty)
  }

  @Test func mergesNestedAbstractFieldsOfSeveralTypes() throws {
    let level = "pets { ... on Dog { owner { name } } ... on Cat { owner { name } } owner { relatives { "
    #expect(
      try errors("{ human { " + String(repeating: level, count: 50) + "name" + String(repeating: " } } }", count: 50) + " } }").isEmpty)
  }

  @Test func reportsConflictsAmongThousandsOfFields() throws {
    let fields = (0..<1200).map { "name(surname: \($0 % 2 == 0))" }.joined(separator: " ")
    let found = try errors("{ human { \(fields) } }")
    #expect(found.count == 101)
    #expect(found.first?.hasPrefix(#"Fields "name" conflict because they have differing arguments."#) == true)
  }

  @Test func findsTheOneConflictAmongThousandsOfFields() throws {
    let fields = String(repeating: "name ", count: 4000) + "name: relatives { name }"
    #expect(try errors("{ human { \(fields) } }").first?.contains(#""name" and "relatives" are different fields"#) == true)
  }

  @Test(arguments: [
    "fragment F# on Human { relatives { ...F@ } b: relatives { ...F@ } }",
    "fragment F# on Human { relatives { ...F@ } }",
    "fragment F# on Human { ...F@ ...F@ }",
  ])
  func followsLongChainsOfFragments(_ pattern: String) throws {
    let count = 700
    let chain = (0..<count).map { pattern.replacing("#", with: "\($0)").replacing("@", with: "\($0 + 1)") }.joined(separator: " ")
    #expect(try errors("{ human { ...F0 } } \(chain) fragment F\(count) on Human { name }").isEmpty)
  }

  @Test func terminatesOnCyclesOfFragments() throws {
    let cycle = (0..<120).map { "fragment F\($0) on Human { relatives { ...F\(($0 + 1) % 120) ...F\($0 * 7 % 120) } }" }
    #expect(try errors("{ human { ...F0 } } " + cycle.joined(separator: " ")).first?.hasPrefix("Cannot spread fragment") == true)
  }

  @Test func validatesNestedAbstractTypes() throws {
    var inner = "name"
    for _ in 0..<12 {
      inner = "pets { ... on Dog { owner { \(inner) } } ... on Cat { owner { name } } owner { name } }"
    }
    #expect(try errors("{ human { \(inner) } }").isEmpty)
  }

  @Test func validatesDeepSelectionsAndLiterals() throws {
    let depth = 150
    let selection = String(repeating: "{ relatives ", count: depth) + "{ name }" + String(repeating: "}", count: depth)
    #expect(try errors("{ human \(selection) }").isEmpty)
    #expect(try errors("{ any(a: \(String(repeating: "[", count: depth))\(String(repeating: "]", count: depth))) }").isEmpty)
  }
}
