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
    // A cycle of fragments nests without bound only when there is a list in it.
    RuleCase(
      #"{ __type(name: "Dog") { ...T } } fragment T on __Type { fields { type { ...T } } }"#,
      [
        "Maximum introspection depth exceeded (1:3)",
        #"Cannot spread fragment "T" within itself. (1:73)"#,
      ]),
    RuleCase(
      #"{ __type(name: "Dog") { ...T } } fragment T on __Type { ofType { ...T } fields { name } }"#,
      [
        #"Cannot spread fragment "T" within itself. (1:66)"#
      ]),
    // The same fragment is within the limit in one selection and beyond it in the other, in either order.
    RuleCase(
      #"""
      { a: __type(name: "Dog") { ...T } b: __type(name: "Dog") { fields { type { ...T } } } c: __type(name: "Dog") { ...T } } \#
      fragment T on __Type { fields { type { interfaces { name } } } }
      """#,
      [
        "Maximum introspection depth exceeded (1:35)"
      ]),
    // Fields inside an introspection field that was reported are not reported again.
    RuleCase(
      "{ __schema { types { fields { type { fields { type { fields { name } } } } } __schema { types { name } } } } }",
      [
        "Maximum introspection depth exceeded (1:3)",
        #"Cannot query field "__schema" on type "__Type". (1:78)"#,
      ]),
  ])
  func limitsNestedIntrospectionLists(_ example: RuleCase) throws {
    #expect(try example.errors().sorted() == example.expected.sorted())
  }

  @Test func acceptsLongChainsOfFragments() throws {
    let chain = (0..<1_000).map { "fragment F\($0) on __Type { ...F\($0 + 1) }" }.joined(separator: " ")
    let document = #"{ __type(name: "Dog") { ...F0 } } "# + chain + " fragment F1000 on __Type { name }"
    #expect(try RuleCase(document, []).errors() == [])
  }
}
