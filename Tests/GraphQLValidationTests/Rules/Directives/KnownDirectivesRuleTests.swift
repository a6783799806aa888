import Testing

struct KnownDirectivesRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      query Q @onQuery { dog @include(if: true) { name @skip(if: false) ...F @onFrag } } fragment F on Dog @onFrag { \#
      barks @onField(b: ["x"]) }
      """#, []),
    RuleCase(
      "{ dog @unknown(x: 1) { name } }",
      [
        #"Unknown directive "@unknown". (1:7)"#
      ]),
    RuleCase(
      "query Q @include(if: true) { dog @onQuery { name ... @onField(b: []) { barks } } }",
      [
        #"Directive "@include" may not be used on QUERY. (1:9)"#,
        #"Directive "@onQuery" may not be used on FIELD. (1:34)"#,
        #"Directive "@onField" may not be used on INLINE_FRAGMENT. (1:54)"#,
      ]),
    RuleCase(
      "query Q($a: Int @rep @onField(b: [])) { args { intArg(i: $a) } }",
      [
        #"Directive "@onField" may not be used on VARIABLE_DEFINITION. (1:22)"#
      ]),
    RuleCase(
      "mutation @onQuery { set(c: {required: true}) { name } }",
      [
        #"Directive "@onQuery" may not be used on MUTATION. (1:10)"#
      ]),
    RuleCase(
      "subscription @onQuery { two }",
      [
        #"Directive "@onQuery" may not be used on SUBSCRIPTION. (1:14)"#
      ]),
  ])
  func reportsUnknownAndMisplacedDirectives(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }

  @Test(arguments: [
    RuleCase(
      "{ dog { name } } extend schema @nope @onQuery type X @onQuery { a(b: Int @nope): Nope @own(a: 1) } directive @own on FIELD_DEFINITION",
      [
        #"The schema definition is not executable. (1:18)"#,
        #"The "X" definition is not executable. (1:47)"#,
        #"The "own" definition is not executable. (1:100)"#,
        #"Unknown directive "@nope". (1:32)"#,
        #"Directive "@onQuery" may not be used on SCHEMA. (1:38)"#,
        #"Directive "@onQuery" may not be used on OBJECT. (1:54)"#,
        #"Unknown directive "@nope". (1:74)"#,
        #"Unknown type "Nope". Did you mean "One"? (1:82)"#,
        #"Unknown argument "a" on directive "@own". (1:92)"#,
      ])
  ])
  func reportsDirectivesOnTypeSystemDefinitions(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
