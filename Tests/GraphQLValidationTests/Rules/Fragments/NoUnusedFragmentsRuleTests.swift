import Testing

struct NoUnusedFragmentsRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { name }", []),
    RuleCase(
      "{ dog { name } } fragment A on Dog { name } fragment B on Dog { ...A }",
      [
        #"Fragment "A" is never used. (1:18)"#,
        #"Fragment "B" is never used. (1:45)"#,
      ]),
    RuleCase(
      "{ dog { name } } fragment A on Dog { name ...B } fragment B on Dog { name ...A }",
      [
        #"Cannot spread fragment "A" within itself via "B". (1:43, 1:75)"#,
        #"Fragment "A" is never used. (1:18)"#,
        #"Fragment "B" is never used. (1:50)"#,
      ]),
    // Of fragments with the same name, the last one counts.
    RuleCase(
      "fragment A on Dog { ...B } fragment B on Dog { name } { dog { ...A } } fragment A on Dog { name }",
      [
        #"There can be only one fragment named "A". (1:10, 1:81)"#,
        #"Fragment "B" is never used. (1:28)"#,
      ]),
  ])
  func reportsUnusedFragments(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
