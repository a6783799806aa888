import Testing

struct UniqueFragmentNamesRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { ...A ...B } } fragment A on Dog { name } fragment B on Dog { name }", []),
    RuleCase(
      "{ dog { ...A } } fragment A on Dog { name } fragment A on Dog { barks }",
      [
        #"There can be only one fragment named "A". (1:27, 1:54)"#
      ]),
  ])
  func reportsDuplicateFragmentNames(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
