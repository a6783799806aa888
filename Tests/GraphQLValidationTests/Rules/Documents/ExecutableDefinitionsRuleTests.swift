import Testing

struct ExecutableDefinitionsRuleTests {
  @Test(arguments: [
    RuleCase("query A { dog { name } } fragment F on Dog { name } query B { dog { ...F } }", []),
    RuleCase(
      "{ dog { name } } type Cow { name: String } extend type Dog { color2: String }",
      [
        #"The "Cow" definition is not executable. (1:18)"#,
        #"The "Dog" definition is not executable. (1:44)"#,
      ]),
    RuleCase(
      "{ dog { name } } schema { query: Query } directive @x on FIELD",
      [
        "The schema definition is not executable. (1:18)",
        #"The "x" definition is not executable. (1:42)"#,
      ]),
  ])
  func reportsTypeSystemDefinitions(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
