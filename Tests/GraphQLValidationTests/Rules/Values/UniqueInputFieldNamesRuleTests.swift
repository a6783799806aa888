import Testing

struct UniqueInputFieldNamesRuleTests {
  @Test(arguments: [
    RuleCase("{ args { complex(c: {required: true, intField: 1, nested: {required: true, intField: 2}}) } }", []),
    RuleCase(
      "{ args { complex(c: {required: true, intField: 1, intField: 2, intField: 3}) } }",
      [
        #"There can be only one input field named "intField". (1:38, 1:51)"#,
        #"There can be only one input field named "intField". (1:38, 1:64)"#,
      ]),
    RuleCase(
      "{ args { any(a: [{x: 1, y: {z: 1, z: 2}, x: 3}]) } }",
      [
        #"There can be only one input field named "z". (1:29, 1:35)"#,
        #"There can be only one input field named "x". (1:19, 1:42)"#,
      ]),
  ])
  func reportsDuplicateInputFields(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
