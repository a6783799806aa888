import Testing

struct PossibleFragmentSpreadsRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      { dog { ... on Pet { name } ... on CatOrDog { __typename } ... on Being { name } } pet { ... on Dog { barks } } \#
      being { ... on Pet { name } } catOrDog { ... on Pet { name } } humanOrAlien { ... on Being { name } } }
      """#, []),
    RuleCase(
      "{ dog { ... on Cat { meows } } }",
      [
        #"Fragment cannot be spread here as objects of type "Dog" can never be of type "Cat". (1:9)"#
      ]),
    RuleCase(
      "{ dog { ...F } } fragment F on Cat { meows }",
      [
        #"Fragment "F" cannot be spread here as objects of type "Dog" can never be of type "Cat". (1:9)"#
      ]),
    RuleCase(
      "{ pet { ... on Human { iq } } }",
      [
        #"Fragment cannot be spread here as objects of type "Pet" can never be of type "Human". (1:9)"#
      ]),
    RuleCase(
      "{ catOrDog { ... on HumanOrAlien { __typename } } }",
      [
        #"Fragment cannot be spread here as objects of type "CatOrDog" can never be of type "HumanOrAlien". (1:14)"#
      ]),
    RuleCase(
      "{ humanOrAlien { ... on Pet { name } } }",
      [
        #"Fragment cannot be spread here as objects of type "HumanOrAlien" can never be of type "Pet". (1:18)"#
      ]),
    RuleCase(
      "{ alien { ...B } } fragment B on Being { name }",
      [
        #"Fragment "B" cannot be spread here as objects of type "Alien" can never be of type "Being". (1:11)"#
      ]),
  ])
  func reportsImpossibleSpreads(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
