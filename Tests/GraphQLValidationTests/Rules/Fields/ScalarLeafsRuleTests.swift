import Testing

struct ScalarLeafsRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { barks } }", []),
    RuleCase(
      "{ dog { barks { sinceWhen } } }",
      [
        #"Field "barks" must not have a selection since type "Boolean" has no subfields. (1:15)"#
      ]),
    RuleCase(
      "{ dog }",
      [
        #"Field "dog" of type "Dog" must have a selection of subfields. Did you mean "dog { ... }"? (1:3)"#
      ]),
    RuleCase(
      "{ human { pets } }",
      [
        #"Field "pets" of type "[Pet]" must have a selection of subfields. Did you mean "pets { ... }"? (1:11)"#
      ]),
    RuleCase(
      "{ catOrDog }",
      [
        #"Field "catOrDog" of type "CatOrDog" must have a selection of subfields. Did you mean "catOrDog { ... }"? (1:3)"#
      ]),
    RuleCase(
      "{ any { x } }",
      [
        #"Field "any" must not have a selection since type "Any" has no subfields. (1:7)"#
      ]),
    RuleCase(
      "{ dog { color { r } name } }",
      [
        #"Field "color" must not have a selection since type "Color!" has no subfields. (1:15)"#
      ]),
  ])
  func requiresSelectionsOfCompositeTypesOnly(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
