import GraphQLSchema
import Testing

struct TypeSystemChecksTests {
  @Test(arguments: [
    Refusal(
      "type A { a: Int }",
      [
        "Query root type must be provided."
      ]),
    Refusal(
      "schema { mutation: A } type A { a: Int }",
      [
        "Query root type must be provided. (1:1)"
      ]),
    Refusal(
      "schema { query: Q mutation: M subscription: S } input Q { a: Int } union M = A interface S { a: Int } type A { a: Int }",
      [
        "Query root type must be Object type, it cannot be Q. (1:17)",
        "Mutation root type must be Object type if provided, it cannot be M. (1:29)",
        "Subscription root type must be Object type if provided, it cannot be S. (1:45)",
      ]),
    Refusal(
      "input Query { a: Int }",
      [
        "Query root type must be Object type, it cannot be Query. (1:1)"
      ]),
    Refusal(
      #"""
      type Query { __a(__b: Int): Int } type __T { a: Int } enum E { __X } input I { __f: Int } directive @__d(__a: Int) \#
      on FIELD
      """#,
      [
        #"Name "__d" must not begin with "__", which is reserved by GraphQL introspection. (1:91)"#,
        #"Name "__a" must not begin with "__", which is reserved by GraphQL introspection. (1:106)"#,
        #"Name "__a" must not begin with "__", which is reserved by GraphQL introspection. (1:14)"#,
        #"Name "__b" must not begin with "__", which is reserved by GraphQL introspection. (1:18)"#,
        #"Name "__T" must not begin with "__", which is reserved by GraphQL introspection. (1:35)"#,
        #"Name "__X" must not begin with "__", which is reserved by GraphQL introspection. (1:64)"#,
        #"Name "__f" must not begin with "__", which is reserved by GraphQL introspection. (1:80)"#,
      ]),
    Refusal(
      "type Query type A extend type A @deprecated2 directive @deprecated2 on OBJECT interface I union U enum E input In",
      [
        "Type Query must define one or more fields. (1:1)",
        "Type A must define one or more fields. (1:12, 1:19)",
        "Type I must define one or more fields. (1:79)",
        "Union type U must define one or more member types. (1:91)",
        "Enum type E must define one or more values. (1:99)",
        "Input Object type In must define one or more fields. (1:106)",
      ]),
    Refusal(
      "type Query { a: I } input I { a: Int }",
      [
        "The type of Query.a must be Output Type but got: I. (1:17)"
      ]),
    Refusal(
      "type Query { a: Int } input J { b: Query c: U } union U = Query",
      [
        "The type of J.b must be Input Type but got: Query. (1:36)",
        "The type of J.c must be Input Type but got: U. (1:45)",
      ]),
    Refusal(
      "type Query implements A & A & B & Query & U { a: Int } interface A { a: Int } interface B { b: Int } union U = Query",
      [
        "Type Query can only implement A once. (1:23, 1:27)",
        "Interface field B.b expected but Query does not provide it. (1:93, 1:1)",
        "Type Query must only implement Interface types, it cannot implement Query. (1:35)",
        "Type Query must only implement Interface types, it cannot implement U. (1:43)",
      ]),
    Refusal(
      "interface A implements B { a: Int } interface B { a: Int } type Query implements A { a: Int }",
      [
        "Type Query must implement B because it is implemented by A. (1:24, 1:82)"
      ]),
    Refusal(
      #"""
      interface A implements B { a: Int } interface B implements A { a: Int } type Query { a: Int } interface Self \#
      implements Self { a: Int }
      """#,
      [
        "Type A cannot implement B because it would create a circular reference. (1:60, 1:24)",
        "Type B cannot implement A because it would create a circular reference. (1:24, 1:60)",
        "Type Self cannot implement itself because it would create a circular reference. (1:121)",
      ]),
    Refusal(
      #"""
      interface I { f(a: Int, b: String!): Int! g: [I] } type Query implements I { f(a: Int!, c: Int!, d: Int): Int g: \#
      [Query!]! } type B implements I { f(a: Int, b: String!): Int! g: String } extend type Query { h: Int }
      """#,
      [
        "Interface field I.f expects type Int! but Query.f is type Int. (1:38, 1:107)",
        "Interface field argument I.f(a:) expects type Int but Query.f(a:) is type Int!. (1:20, 1:83)",
        "Interface field argument I.f(b:) expected but Query.f does not provide it. (1:25, 1:78)",
        "Object field Query.f includes required argument c that is missing from the Interface field I.f. (1:89, 1:15)",
        "Interface field I.g expects type [I] but B.g is type String. (1:46, 1:179)",
      ]),
    Refusal(
      "union U = Query | A | Query | I type A { a: Int } interface I { a: Int } type Query { a: Int } extend union U = A",
      [
        "Union type U can only include type Query once. (1:11, 1:23)",
        "Union type U can only include Object types, it cannot include I. (1:31)",
        "Union type U can only include type A once. (1:19, 1:113)",
      ]),
    Refusal(
      "input A { a: A! } input B { c: C! } input C { b: B! l: [C!]! n: C } input D { x: A! } type Query { a: Int }",
      [
        #"Cannot reference Input Object "A" within itself through a series of non-null fields: "a". (1:11)"#,
        #"Cannot reference Input Object "B" within itself through a series of non-null fields: "c.b". (1:29, 1:47)"#,
      ]),
    Refusal(
      "input O @oneOf { a: Int! b: Int = 1 c: Int } type Query { a: Int }",
      [
        "OneOf input field O.a must be nullable. (1:21)",
        "OneOf input field O.b cannot have a default value. (1:26)",
      ]),
    Refusal(
      #"""
      type Query { a(x: Int! @deprecated, y: Int @deprecated, z: Int! = 1 @deprecated): Int } input I { a: Int! \#
      @deprecated } directive @d(a: Int! @deprecated) on FIELD
      """#,
      [
        "Required argument @d(a:) cannot be deprecated. (1:142, 1:137)",
        "Required argument Query.a(x:) cannot be deprecated. (1:24, 1:19)",
        "Required input field I.a cannot be deprecated. (1:107, 1:102)",
      ]),
  ])
  func rejectsInvalidTypeSystems(_ refusal: Refusal) {
    #expect(refusal.errors == refusal.expected)
  }

  @Test(arguments: [
    Refusal(
      "type Query { a(x: Int! = null, y: [Int!] = [1, null], z: E = B): Int } directive @d(x: Float = \"1\") on FIELD enum E { A }",
      [
        #"@d(x:) has invalid default value: Float cannot represent non numeric value: "1" (1:96)"#,
        #"Query.a(x:) has invalid default value: Expected value of type "Int!", found null. (1:26)"#,
        #"Query.a(y:) has invalid default value: Expected value of type "Int!", found null. (1:48)"#,
        #"Query.a(z:) has invalid default value: Value "B" does not exist in "E" enum. (1:62)"#,
      ]),
    Refusal(
      "type Query { a(x: I = {r: 1}): Int } input I { a: [I!] = [{b: 1}, 7] r: Int! o: O = {} } input O @oneOf { a: Int b: Int }",
      [
        #"I.a has invalid default value: Field "b" is not defined by type "I". (1:63)"#,
        #"I.a has invalid default value: Field "I.r" of required type "Int!" was not provided. (1:59)"#,
        #"I.a has invalid default value: Expected value of type "I", found 7. (1:67)"#,
        #"I.o has invalid default value: Exactly one key must be specified for OneOf type "O". (1:85)"#,
        "Invalid circular reference. The default value of Input Object field I.a references itself. (1:58)",
      ]),
    Refusal(
      "type Query { a: Int } input A { b: B = {} n: A = {b: null, n: null} } input B { a: [A] = [{n: null}] }",
      [
        "Invalid circular reference. The default value of Input Object field A.b references itself via the default values of: B.a. (1:40, 1:90)"
      ]),
    Refusal(
      "type Query { a(x: Int @deprecated(reason: [])): E @deprecated(reason: 1) } scalar S @specifiedBy(url: null) enum E { A @deprecated(reason: X) }",
      [
        #"Argument "reason" has invalid value 1. (1:71)"#,
        #"Argument "reason" has invalid value []. (1:43)"#,
        #"Argument "url" has invalid value null. (1:103)"#,
        #"Argument "reason" has invalid value X. (1:140)"#,
      ]),
    Refusal("type Query { a(x: [[Int]] = 1, y: S = {a: [B]}, z: I = {i: {}}): Int } scalar S input I { i: I s: S = [1] }", []),
  ])
  func rejectsInvalidDefaultValues(_ refusal: Refusal) {
    #expect(refusal.errors == refusal.expected)
  }
}
