import Testing

struct UniqueArgumentNamesRuleTests {
  @Test(arguments: [
    RuleCase("{ args { multi(x: 1, y: 2) } }", []),
    RuleCase(
      "{ dog { isAtLocation(x: 1, x: 2, y: 3, x: 4) } }",
      [
        #"There can be only one argument named "x". (1:22, 1:28, 1:40)"#
      ]),
    RuleCase(
      #"{ dog { name @onField(b: [], b: ["x"]) } }"#,
      [
        #"There can be only one argument named "b". (1:23, 1:30)"#
      ]),
  ])
  func reportsDuplicateArguments(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
