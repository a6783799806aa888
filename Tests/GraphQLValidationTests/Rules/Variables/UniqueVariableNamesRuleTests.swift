import Testing

struct UniqueVariableNamesRuleTests {
  @Test(arguments: [
    RuleCase("query Q($a: Int, $b: Int) { args { intArg(i: $a) multi(x: 1, y: 2) } a2: args { intArg(i: $b) } }", []),
    RuleCase(
      "query Q($a: Int, $a: String, $a: Int) { args { intArg(i: $a) } }",
      [
        #"There can be only one variable named "$a". (1:10, 1:19, 1:31)"#
      ]),
  ])
  func reportsDuplicateVariables(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
