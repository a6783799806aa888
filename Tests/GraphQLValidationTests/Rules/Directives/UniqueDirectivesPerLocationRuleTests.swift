import Testing

struct UniqueDirectivesPerLocationRuleTests {
  @Test(arguments: [
    RuleCase("{ dog @rep @rep { name @skip(if: false) @include(if: true) } }", []),
    RuleCase(
      "{ dog { name @skip(if: true) @skip(if: false) @skip(if: true) } }",
      [
        #"The directive "@skip" can only be used once at this location. (1:14, 1:30)"#,
        #"The directive "@skip" can only be used once at this location. (1:14, 1:47)"#,
      ]),
    RuleCase(
      "query @onQuery @onQuery { dog { ...F @onFrag @onFrag } } fragment F on Dog { name }",
      [
        #"The directive "@onQuery" can only be used once at this location. (1:7, 1:16)"#,
        #"The directive "@onFrag" can only be used once at this location. (1:38, 1:46)"#,
      ]),
  ])
  func reportsDuplicateDirectives(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
