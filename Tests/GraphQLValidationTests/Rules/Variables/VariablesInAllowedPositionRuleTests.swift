import Testing

struct VariablesInAllowedPositionRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      query ($a: Int!, $b: [Int!]!, $c: Boolean = true, $d: Int) { args { nonNullInt(i: $a) nlist(l: $b) bool(b: $c) \#
      opt(opt1: $d, opt2: $d) } dog { name @include(if: $c) } }
      """#, []),
    RuleCase(
      "query ($a: Int) { args { nonNullInt(i: $a) } }",
      [
        #"Variable "$a" of type "Int" used in position expecting type "Int!". (1:8, 1:40)"#
      ]),
    RuleCase(
      "query ($a: Int = null) { args { nonNullInt(i: $a) } }",
      [
        #"Variable "$a" of type "Int" used in position expecting type "Int!". (1:8, 1:47)"#
      ]),
    RuleCase(
      "query ($a: String) { args { intArg(i: $a) list(l: $a) } }",
      [
        #"Variable "$a" of type "String" used in position expecting type "Int". (1:8, 1:39)"#,
        #"Variable "$a" of type "String" used in position expecting type "[String]". (1:8, 1:51)"#,
      ]),
    RuleCase(
      "query ($a: [Int]) { args { nlist(l: $a) } }",
      [
        #"Variable "$a" of type "[Int]" used in position expecting type "[Int!]!". (1:8, 1:37)"#
      ]),
    RuleCase(
      "query ($a: Int) { args { ...F } } fragment F on Args { nonNullInt(i: $a) list(l: [$a]) }",
      [
        #"Variable "$a" of type "Int" used in position expecting type "Int!". (1:8, 1:70)"#,
        #"Variable "$a" of type "Int" used in position expecting type "String". (1:8, 1:83)"#,
      ]),
    RuleCase(
      "query ($a: Boolean, $b: String) { args { complex(c: {required: $a, stringField: $b, nonNull: $a}) } }",
      [
        #"Variable "$a" of type "Boolean" used in position expecting type "Boolean!". (1:8, 1:64)"#
      ]),
    RuleCase(
      "query ($a: String) { dog { name @skip(if: $a) } }",
      [
        #"Variable "$a" of type "String" used in position expecting type "Boolean!". (1:8, 1:43)"#
      ]),
  ])
  func reportsVariablesInPositionsOfOtherTypes(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
