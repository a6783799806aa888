import Testing

struct NoFragmentCyclesRuleTests {
  @Test(arguments: [
    RuleCase("{ human { ...A } } fragment A on Human { ...B ...C } fragment B on Human { ...C } fragment C on Human { name }", []),
    RuleCase(
      "{ human { ...A } } fragment A on Human { name ...A }",
      [
        #"Cannot spread fragment "A" within itself. (1:47)"#
      ]),
    RuleCase(
      "{ human { ...A } } fragment A on Human { relatives { ...A } }",
      [
        #"Cannot spread fragment "A" within itself. (1:54)"#
      ]),
    RuleCase(
      "{ human { ...A } } fragment A on Human { ...B } fragment B on Human { ...C } fragment C on Human { ...A name }",
      [
        #"Cannot spread fragment "A" within itself via "B", "C". (1:42, 1:71, 1:100)"#
      ]),
    RuleCase(
      "{ human { ...A } } fragment A on Human { ...B ...C } fragment B on Human { ...A } fragment C on Human { ...B }",
      [
        #"Cannot spread fragment "A" within itself via "B". (1:42, 1:76)"#
      ]),
  ])
  func reportsFragmentCycles(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
