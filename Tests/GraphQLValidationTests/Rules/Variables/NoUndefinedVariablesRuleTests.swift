import Testing

struct NoUndefinedVariablesRuleTests {
  @Test(arguments: [
    RuleCase("query Q($a: Int) { args { ...F } } fragment F on Args { intArg(i: $a) }", []),
    RuleCase(
      "query Q { args { intArg(i: $a) } }",
      [
        #"Variable "$a" is not defined by operation "Q". (1:28, 1:1)"#
      ]),
    RuleCase(
      #"{ args { intArg(i: $a) list(l: [$b, "x"]) complex(c: {required: $c}) } }"#,
      [
        #"Variable "$a" is not defined. (1:20, 1:1)"#,
        #"Variable "$b" is not defined. (1:33, 1:1)"#,
        #"Variable "$c" is not defined. (1:65, 1:1)"#,
      ]),
    RuleCase(
      #"""
      query A { args { ...F } } query B($a: Int) { args { ...F } } fragment F on Args { ...G } fragment G on Args { \#
      intArg(i: $a) }
      """#,
      [
        #"Variable "$a" is not defined by operation "A". (1:121, 1:1)"#
      ]),
    RuleCase(
      "{ dog { name @include(if: $x) } }",
      [
        #"Variable "$x" is not defined. (1:27, 1:1)"#
      ]),
  ])
  func reportsUndefinedVariables(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
