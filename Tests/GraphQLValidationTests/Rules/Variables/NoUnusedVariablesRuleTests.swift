import Testing

struct NoUnusedVariablesRuleTests {
  @Test(arguments: [
    RuleCase("query Q($a: Int, $b: Boolean!) { args { intArg(i: $a) } dog { name @skip(if: $b) } }", []),
    RuleCase(
      "query Q($a: Int, $b: Int) { args { intArg(i: $a) } }",
      [
        #"Variable "$b" is never used in operation "Q". (1:18)"#
      ]),
    RuleCase(
      "query ($a: Int) { dog { name } }",
      [
        #"Variable "$a" is never used. (1:8)"#
      ]),
    RuleCase(
      "query A($a: Int) { args { ...F } } query B($a: Int) { dog { name } } fragment F on Args { intArg(i: $a) }",
      [
        #"Variable "$a" is never used in operation "B". (1:44)"#
      ]),
  ])
  func reportsUnusedVariables(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
