import Testing

struct KnownArgumentNamesRuleTests {
  @Test(arguments: [
    RuleCase(#"{ args { multi(x: 1, y: 2, z: "z") } dog { name(surname: true) @onField(a: 1, b: ["x"]) } }"#, []),
    RuleCase(
      "{ dog { name(surnam: true) } }",
      [
        #"Unknown argument "surnam" on field "Dog.name". Did you mean "surname"? (1:14)"#
      ]),
    RuleCase(
      "{ dog { isAtLocation(x: 1, q: 2) } pets(frist: 3) { name } }",
      [
        #"Unknown argument "q" on field "Dog.isAtLocation". Did you mean "x" or "y"? (1:28)"#,
        #"Unknown argument "frist" on field "Query.pets". Did you mean "first"? (1:41)"#,
      ]),
    RuleCase(
      "{ dog { name @skip(iff: true, if: true) } }",
      [
        #"Unknown argument "iff" on directive "@skip". Did you mean "if"? (1:20)"#
      ]),
    RuleCase(
      "{ dog { unknown(x: 1) } }",
      [
        #"Cannot query field "unknown" on type "Dog". (1:9)"#
      ]),
  ])
  func reportsUnknownArguments(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
