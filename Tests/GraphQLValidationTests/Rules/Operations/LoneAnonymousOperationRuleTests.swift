import Testing

struct LoneAnonymousOperationRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { name } }", []),
    RuleCase(
      "{ dog { name } } query B { dog { name } }",
      [
        "This anonymous operation must be the only defined operation. (1:1)"
      ]),
    RuleCase(
      "{ dog { name } } { cat { name } }",
      [
        "This anonymous operation must be the only defined operation. (1:1)",
        "This anonymous operation must be the only defined operation. (1:18)",
      ]),
    RuleCase("{ dog { ...F } } fragment F on Dog { name }", []),
  ])
  func reportsAnonymousOperationsAmongOthers(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
