import Testing

struct ProvidedRequiredArgumentsRuleTests {
  @Test(arguments: [
    RuleCase("{ args { multi(x: 1) opt nonNullInt(i: 1) } }", []),
    RuleCase(
      "{ args { multi(y: 1) nonNullInt nlist } }",
      [
        #"Field "multi" argument "x" of type "Int!" is required, but it was not provided. (1:10)"#,
        #"Field "nonNullInt" argument "i" of type "Int!" is required, but it was not provided. (1:22)"#,
        #"Field "nlist" argument "l" of type "[Int!]!" is required, but it was not provided. (1:33)"#,
      ]),
    RuleCase(
      "{ dog { name @skip @onField } }",
      [
        #"Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided. (1:14)"#,
        #"Directive "@onField" argument "b" of type "[String!]!" is required, but it was not provided. (1:20)"#,
      ]),
  ])
  func reportsMissingRequiredArguments(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
