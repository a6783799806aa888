import Testing

struct KnownFragmentNamesRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { ...A } } fragment A on Dog { name }", []),
    RuleCase(
      "{ dog { ...Missing ... on Dog { ...AlsoMissing } } }",
      [
        #"Unknown fragment "Missing". (1:12)"#,
        #"Unknown fragment "AlsoMissing". (1:36)"#,
      ]),
  ])
  func reportsUnknownFragments(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
