import Testing

struct VariablesAreInputTypesRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      query Q($a: String, $b: [Boolean!]!, $c: Complex) { args { str(s: $a) complex(c: $c) } dog { name @skip(if: true) \#
      isAtLocation } alien @include(if: true) { iq } human(id: "x") { name } }
      """#,
      [
        #"Variable "$b" is never used in operation "Q". (1:21)"#
      ]),
    RuleCase(
      "query Q($a: Dog, $b: [[CatOrDog!]]!, $c: Pet) { args { any(a: [$a, $b, $c]) } }",
      [
        #"Variable "$a" cannot be non-input type "Dog". (1:13)"#,
        #"Variable "$b" cannot be non-input type "[[CatOrDog!]]!". (1:22)"#,
        #"Variable "$c" cannot be non-input type "Pet". (1:42)"#,
        #"Variable "$a" of type "Dog" used in position expecting type "Any". (1:9, 1:64)"#,
        #"Variable "$b" of type "[[CatOrDog!]]!" used in position expecting type "Any". (1:18, 1:68)"#,
        #"Variable "$c" of type "Pet" used in position expecting type "Any". (1:38, 1:72)"#,
      ]),
  ])
  func reportsVariablesOfOutputTypes(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
