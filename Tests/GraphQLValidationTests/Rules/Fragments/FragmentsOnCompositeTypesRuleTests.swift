import Testing

struct FragmentsOnCompositeTypesRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      { dog { ... on Pet { name } ... { name } ...F } catOrDog { ...G } } fragment F on Dog { name } fragment G on \#
      CatOrDog { __typename }
      """#, []),
    RuleCase(
      "{ dog { ... on Boolean { name } } }",
      [
        #"Fragment cannot condition on non composite type "Boolean". (1:16)"#
      ]),
    RuleCase(
      "{ dog { ...F } } fragment F on Color { bad }",
      [
        #"Fragment "F" cannot condition on non composite type "Color". (1:32)"#
      ]),
    RuleCase(
      "{ dog { ...F } } fragment F on Complex { required }",
      [
        #"Fragment "F" cannot condition on non composite type "Complex". (1:32)"#
      ]),
  ])
  func reportsTypeConditionsOnOtherTypes(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
