import Testing

struct MaxIntrospectionDepthRuleTests {
  @Test(arguments: [
    RuleCase("{ __schema { types { fields { type { fields { name } } } } } }", []),
    RuleCase(
      "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
      [
        "Maximum introspection depth exceeded (1:3)"
      ]),
    RuleCase(
      #"{ __type(name: "Dog") { ...T } } fragment T on __Type { fields { type { interfaces { possibleTypes { name } } } } }"#,
      [
        "Maximum introspection depth exceeded (1:3)"
      ]),
    RuleCase(
      "{ __schema { ... { types { fields { type { ... on __Type { fields { type { fields { name } } } } } } } } } }",
      [
        "Maximum introspection depth exceeded (1:3)"
      ]),
    RuleCase("{ dog { name } __typename }", []),
  ])
  func limitsNestedIntrospectionLists(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
