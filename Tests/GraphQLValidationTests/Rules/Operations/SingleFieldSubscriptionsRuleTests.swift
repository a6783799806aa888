import Testing

struct SingleFieldSubscriptionsRuleTests {
  @Test(arguments: [
    RuleCase("subscription S { one { name } }", []),
    RuleCase(
      "subscription S { one { name } two }",
      [
        #"Subscription "S" must select only one top level field. (1:31)"#
      ]),
    RuleCase(
      "subscription { one { name } two }",
      [
        "Anonymous Subscription must select only one top level field. (1:29)"
      ]),
    RuleCase(
      #"""
      subscription S { two b: two ...F } fragment F on Subscription { two c: two ...F2 } fragment F2 on Subscription { \#
      one { name } }
      """#,
      [
        #"Subscription "S" must select only one top level field. (1:22, 1:69, 1:114)"#
      ]),
    RuleCase(
      "subscription S { __typename }",
      [
        #"Subscription "S" must not select an introspection top level field. (1:18)"#
      ]),
    RuleCase(
      "subscription { a: two __typename }",
      [
        "Anonymous Subscription must select only one top level field. (1:23)",
        "Anonymous Subscription must not select an introspection top level field. (1:23)",
      ]),
    RuleCase("subscription S { two two }", []),
  ])
  func reportsOtherThanOneRootField(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
