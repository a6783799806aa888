import Testing

struct KnownTypeNamesRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      query Q($a: String, $b: [Complex!]!) { dog { name ... on Pet { name } ...F } args { str(s: $a) clist(c: $b) } } \#
      fragment F on Dog { name }
      """#, []),
    RuleCase(
      "query Q($a: Strin) { dog { name } args { str(s: $a) } }",
      [
        #"Unknown type "Strin". Did you mean "String"? (1:13)"#
      ]),
    RuleCase(
      "{ dog { ... on Dgo { name } } }",
      [
        #"Unknown type "Dgo". Did you mean "Dog"? (1:16)"#
      ]),
    RuleCase(
      "{ dog { ...F } } fragment F on Peat { name }",
      [
        #"Unknown type "Peat". Did you mean "Pet" or "Cat"? (1:32)"#
      ]),
  ])
  func reportsUnknownTypes(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
