import Testing

struct OverlappingFieldsCanBeMergedRuleTests {
  @Test(arguments: [
    RuleCase("{ dog { name name a: name ...F } } fragment F on Dog { name a: name isAtLocation(x: 0, y: 1) isAtLocation(y: 1, x: 0) }", []),
    RuleCase(
      "{ dog { a: name a: nickname } }",
      [
        #"""
        Fields "a" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:9, 1:17)
        """#
      ]),
    RuleCase(
      "{ dog { ... on Dog { a: name a: nickname } } }",
      [
        #"""
        Fields "a" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:22, 1:30)
        """#
      ]),
    RuleCase(
      "{ dog { name a: barks a: barkVolume } }",
      [
        #"""
        Fields "a" conflict because "barks" and "barkVolume" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:14, 1:23)
        """#
      ]),
    RuleCase(
      "{ dog { isAtLocation(x: 1) isAtLocation(x: 2) } }",
      [
        #"""
        Fields "isAtLocation" conflict because they have differing arguments. Use different aliases on the fields to fetch \#
        both if this was intentional. (1:9, 1:28)
        """#
      ]),
    RuleCase(
      "{ dog { isAtLocation(x: 1) isAtLocation } }",
      [
        #"""
        Fields "isAtLocation" conflict because they have differing arguments. Use different aliases on the fields to fetch \#
        both if this was intentional. (1:9, 1:28)
        """#
      ]),
    RuleCase("{ pet { ... on Dog { v: barkVolume } ... on Cat { v: meowVolume } } }", []),
    RuleCase(
      "{ dog { ... on Xyzzyx { name } ... on Dog { name: nickname } } }",
      [
        #"""
        Fields "name" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:25, 1:45)
        """#,
        #"Unknown type "Xyzzyx". (1:16)"#,
      ]),
    RuleCase(
      "{ pet { ... on Dog { v: barks } ... on Cat { v: meows } } }",
      [
        #"""
        Fields "v" conflict because they return conflicting types "Boolean" and "Boolean!". Use different aliases on the \#
        fields to fetch both if this was intentional. (1:22, 1:46)
        """#
      ]),
    RuleCase(
      "{ pet { ... on Dog { v: name } ... on Cat { v: meowVolume } } }",
      [
        #"""
        Fields "v" conflict because they return conflicting types "String" and "Int". Use different aliases on the fields \#
        to fetch both if this was intentional. (1:22, 1:45)
        """#
      ]),
    RuleCase(
      "{ dog { ...A ...B } } fragment A on Dog { x: name } fragment B on Dog { x: nickname }",
      [
        #"""
        Fields "x" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:43, 1:73)
        """#
      ]),
    RuleCase(
      #"""
      { f1: dog { ...A ...B } f2: dog { ...B ...A } f3: dog { ...A ...B x: barks } } fragment A on Dog { x: name } \#
      fragment B on Dog { x: nickname }
      """#,
      [
        #"""
        Fields "x" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:100, 1:130)
        """#,
        #"""
        Fields "x" conflict because "barks" and "name" are different fields. Use different aliases on the fields to fetch \#
        both if this was intentional. (1:67, 1:100)
        """#,
        #"""
        Fields "x" conflict because "barks" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:67, 1:130)
        """#,
      ]),
    RuleCase(
      "{ human { o: relatives { n: name } o: relatives { n: iq } } }",
      [
        #"""
        Fields "o" conflict because subfields "n" conflict because "name" and "iq" are different fields. Use different \#
        aliases on the fields to fetch both if this was intentional. (1:11, 1:26, 1:36, 1:51)
        """#
      ]),
    RuleCase(
      "{ human { o: relatives { n: name m: name } o: relatives { n: iq m: iq } } }",
      [
        #"""
        Fields "o" conflict because subfields "n" conflict because "name" and "iq" are different fields and subfields "m" \#
        conflict because "name" and "iq" are different fields. Use different aliases on the fields to fetch both if this \#
        was intentional. (1:11, 1:26, 1:34, 1:44, 1:59, 1:65)
        """#
      ]),
    RuleCase(
      "{ human { a: relatives { b: relatives { n: name } } a: relatives { b: relatives { n: iq } } } }",
      [
        #"""
        Fields "a" conflict because subfields "b" conflict because subfields "n" conflict because "name" and "iq" are \#
        different fields. Use different aliases on the fields to fetch both if this was intentional. (1:11, 1:26, 1:41, \#
        1:53, 1:68, 1:83)
        """#
      ]),
    RuleCase(
      "{ human { a: relatives { b: relatives { n: name } b: relatives { n: iq } } } }",
      [
        #"""
        Fields "b" conflict because subfields "n" conflict because "name" and "iq" are different fields. Use different \#
        aliases on the fields to fetch both if this was intentional. (1:26, 1:41, 1:51, 1:66)
        """#
      ]),
    RuleCase(
      #"""
      { human { a: relatives { ...A } a: relatives { ...B } } } fragment A on Human { n: name ...C } fragment B on Human \#
      { ...D } fragment C on Human { m: iq } fragment D on Human { m: name n: iq }
      """#,
      [
        #"""
        Fields "a" conflict because subfields "n" conflict because "name" and "iq" are different fields and subfields "m" \#
        conflict because "iq" and "name" are different fields. Use different aliases on the fields to fetch both if this \#
        was intentional. (1:11, 1:81, 1:147, 1:33, 1:185, 1:177)
        """#
      ]),
    RuleCase(
      "{ human { ...A } } fragment A on Human { relatives { ...A name: iq } }",
      [
        #"Cannot spread fragment "A" within itself. (1:54)"#
      ]),
    RuleCase(
      "{ being { ... on Human { p: pets { n: name } } ... on Dog { p: owner { n: name } } } }",
      [
        #"""
        Fields "p" conflict because they return conflicting types "[Pet]" and "Human". Use different aliases on the fields \#
        to fetch both if this was intentional. (1:26, 1:61)
        """#
      ]),
    RuleCase(
      #"""
      { args { a: list(l: ["x", "y"]) a: list(l: ["x", "y"]) b: complex(c: {required: true, intField: 1}) b: complex(c: \#
      {intField: 1, required: true}) c: intArg(i: 1) c: intArg(i: 2) } }
      """#,
      [
        #"""
        Fields "c" conflict because they have differing arguments. Use different aliases on the fields to fetch both if \#
        this was intentional. (1:146, 1:162)
        """#
      ]),
    RuleCase(
      "{ pet { ... on Dog { x: owner { y: name } } ... on Cat { x: owner { y: iq } } } }",
      [
        #"""
        Fields "x" conflict because subfields "y" conflict because they return conflicting types "String" and "Int". Use \#
        different aliases on the fields to fetch both if this was intentional. (1:22, 1:33, 1:58, 1:69)
        """#
      ]),
    RuleCase(
      "{ pet { n: name ... on Dog { n: nickname } } }",
      [
        #"""
        Fields "n" conflict because "name" and "nickname" are different fields. Use different aliases on the fields to \#
        fetch both if this was intentional. (1:9, 1:30)
        """#
      ]),
  ])
  func reportsConflictingFields(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
