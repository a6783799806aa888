import Testing

struct ValuesOfCorrectTypeRuleTests {
  @Test(arguments: [
    RuleCase(
      #"""
      { args { intArg(i: 2) str(s: "a") bool(b: true) flt(f: 1) enum(e: RED) id(id: 3) list(l: "one") any(a: {x: [1, \#
      RED]}) } }
      """#, []),
    RuleCase(
      "{ args { intArg(i: null) nonNullInt(i: null) } }",
      [
        #"Expected value of type "Int!", found null. (1:40)"#
      ]),
    RuleCase(
      #"""
      { args { intArg(i: "3") } a: args { intArg(i: 3.0) } b: args { intArg(i: 829384293849283498239482938) } c: args { \#
      intArg(i: FOO) } }
      """#,
      [
        #"Int cannot represent non-integer value: "3" (1:20)"#,
        "Int cannot represent non-integer value: 3.0 (1:47)",
        "Int cannot represent non 32-bit signed integer value: 829384293849283498239482938 (1:74)",
        "Int cannot represent non-integer value: FOO (1:125)",
      ]),
    RuleCase(
      "{ args { str(s: 1) } a: args { str(s: BAR) } b: args { str(s: true) } }",
      [
        "String cannot represent a non string value: 1 (1:17)",
        "String cannot represent a non string value: BAR (1:39)",
        "String cannot represent a non string value: true (1:63)",
      ]),
    RuleCase(
      #"{ args { bool(b: 2) } a: args { bool(b: "true") } b: args { bool(b: TRUE) } }"#,
      [
        "Boolean cannot represent a non boolean value: 2 (1:18)",
        #"Boolean cannot represent a non boolean value: "true" (1:41)"#,
        "Boolean cannot represent a non boolean value: TRUE (1:69)",
      ]),
    RuleCase(
      #"{ args { flt(f: "3.3") } a: args { flt(f: true) } b: args { flt(f: 1e400) } c: args { flt(f: -1e308) } }"#,
      [
        #"Float cannot represent non numeric value: "3.3" (1:17)"#,
        "Float cannot represent non numeric value: true (1:43)",
        "Float cannot represent non numeric value: 1e400 (1:68)",
      ]),
    RuleCase(
      "{ args { id(id: 1.0) } a: args { id(id: true) } }",
      [
        "ID cannot represent a non-string and non-integer value: 1.0 (1:17)",
        "ID cannot represent a non-string and non-integer value: true (1:41)",
      ]),
    RuleCase(
      #"""
      { args { enum(e: "RED") } a: args { enum(e: RDE) } b: args { enum(e: 2) } c: args { enum(e: PURPLE) } d: args { \#
      enum(e: red) } }
      """#,
      [
        #"Enum "Color" cannot represent non-enum value: "RED". Did you mean the enum value "RED" or "GREEN"? (1:18)"#,
        #"Value "RDE" does not exist in "Color" enum. Did you mean the enum value "RED"? (1:45)"#,
        #"Enum "Color" cannot represent non-enum value: 2. (1:70)"#,
        #"Value "PURPLE" does not exist in "Color" enum. (1:93)"#,
        #"Value "red" does not exist in "Color" enum. Did you mean the enum value "RED"? (1:121)"#,
      ]),
    RuleCase(
      #"{ args { list(l: ["a", 2, null]) nlist(l: [1, null, "x"]) } }"#,
      [
        "String cannot represent a non string value: 2 (1:24)",
        #"Expected value of type "Int!", found null. (1:47)"#,
        #"Int cannot represent non-integer value: "x" (1:53)"#,
      ]),
    RuleCase(
      "{ args { list(l: 1) nlist(l: {a: 1}) } a: args { intArg(i: [1]) } }",
      [
        "String cannot represent a non string value: 1 (1:18)",
        "Int cannot represent non-integer value: {a: 1} (1:30)",
        "Int cannot represent non-integer value: [1] (1:60)",
      ]),
    RuleCase(
      "{ args { complex(c: {intField: 4}) } }",
      [
        #"Field "Complex.required" of required type "Boolean!" was not provided. (1:21)"#
      ]),
    RuleCase(
      "{ args { complex(c: {required: true, unknownField: 1, intFeld: 2, stringField: 3}) } }",
      [
        #"Field "unknownField" is not defined by type "Complex". (1:38)"#,
        #"Field "intFeld" is not defined by type "Complex". Did you mean "intField"? (1:55)"#,
        "String cannot represent a non string value: 3 (1:80)",
      ]),
    RuleCase(
      #"{ args { complex(c: {required: null, nested: {required: "x"}}) } }"#,
      [
        #"Expected value of type "Boolean!", found null. (1:32)"#,
        #"Boolean cannot represent a non boolean value: "x" (1:57)"#,
      ]),
    RuleCase(
      #"{ args { complex(c: "x") clist(c: [{required: true}, 3]) } }"#,
      [
        #"Expected value of type "Complex", found "x". (1:21)"#,
        #"Expected value of type "Complex!", found 3. (1:54)"#,
      ]),
    RuleCase(
      #"{ args { one(o: {a: "x"}) } a: args { one(o: {a: "x", b: 1}) } b: args { one(o: {}) } c: args { one(o: {a: null}) } }"#,
      [
        #"OneOf Input Object "One" must specify exactly one key. (1:46)"#,
        #"OneOf Input Object "One" must specify exactly one key. (1:81)"#,
        #"Field "One.a" must be non-null. (1:104)"#,
      ]),
    RuleCase(
      "query ($s: String, $t: String!) { args { one(o: {a: $s}) } a: args { one(o: {a: $t}) } }",
      [
        #"Variable "$s" is of type "String" but must be non-nullable to be used for OneOf Input Object "One". (1:8, 1:53)"#
      ]),
    RuleCase(
      #"""
      query ($a: Int = "x", $b: Complex = {required: 1, z: 2}, $c: [Int!] = [1, null], $d: Color = BLU) { args { any(a: \#
      [$a, $b, $c, $d]) } }
      """#,
      [
        #"Int cannot represent non-integer value: "x" (1:18)"#,
        "Boolean cannot represent a non boolean value: 1 (1:48)",
        #"Field "z" is not defined by type "Complex". (1:51)"#,
        #"Expected value of type "Int!", found null. (1:75)"#,
        #"Value "BLU" does not exist in "Color" enum. Did you mean the enum value "BLUE"? (1:94)"#,
        #"Variable "$a" of type "Int" used in position expecting type "Any". (1:8, 1:116)"#,
        #"Variable "$b" of type "Complex" used in position expecting type "Any". (1:23, 1:120)"#,
        #"Variable "$c" of type "[Int!]" used in position expecting type "Any". (1:58, 1:124)"#,
        #"Variable "$d" of type "Color" used in position expecting type "Any". (1:82, 1:128)"#,
      ]),
    RuleCase(
      #"{ dog { name @include(if: "x") @onField(b: [1]) } }"#,
      [
        #"Boolean cannot represent a non boolean value: "x" (1:27)"#,
        "String cannot represent a non string value: 1 (1:45)",
      ]),
  ])
  func reportsLiteralsOfOtherTypes(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }
}
