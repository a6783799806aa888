import Testing

struct UniqueOperationNamesRuleTests {
  @Test(arguments: [
    RuleCase("query A { dog { name } } query B { dog { name } }", []),
    RuleCase(
      "query A { dog { name } } mutation A { set(c: {required: true}) { name } }",
      [
        #"There can be only one operation named "A". (1:7, 1:35)"#
      ]),
    RuleCase(
      "query A { dog { name } } query A { cat { name } } query A { dog { name } }",
      [
        #"There can be only one operation named "A". (1:7, 1:32)"#,
        #"There can be only one operation named "A". (1:7, 1:57)"#,
      ]),
    RuleCase("query A { dog { ...A } } fragment A on Dog { name }", []),
  ])
  func reportsDuplicateOperationNames(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
