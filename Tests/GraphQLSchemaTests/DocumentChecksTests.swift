import GraphQLSchema
import Testing

struct DocumentChecksTests {
  @Test(arguments: [
    Refusal(
      "schema { query: A } schema { query: B } type A { a: Int } type B { a: Int }",
      [
        "Must provide only one schema definition. (1:21)",
        "There can be only one query type in schema. (1:10, 1:30)",
      ]),
    Refusal(
      "schema { query: A query: A } type A { a: Int } extend schema { query: A }",
      [
        "There can be only one query type in schema. (1:10, 1:19)",
        "There can be only one query type in schema. (1:10, 1:64)",
      ]),
    Refusal(
      "type Query { a: Int } type Query { b: Int } scalar Query",
      [
        #"There can be only one type named "Query". (1:6, 1:28)"#,
        #"There can be only one type named "Query". (1:6, 1:52)"#,
      ]),
    Refusal(
      "type Query { a: Int a: Int } extend type Query { b: Int a: Int } input I { x: Int x: Int }",
      [
        #"Field "Query.a" can only be defined once. (1:14, 1:21)"#,
        #"Field "Query.a" can only be defined once. (1:14, 1:57)"#,
        #"Field "I.x" can only be defined once. (1:76, 1:83)"#,
      ]),
    Refusal(
      "type Query { a: E } enum E { A B A } extend enum E { B }",
      [
        #"Enum value "E.A" can only be defined once. (1:30, 1:34)"#,
        #"Enum value "E.B" can only be defined once. (1:32, 1:54)"#,
      ]),
    // Types with the same name are one error; a field and an enum value may have the same name.
    Refusal(
      "type Query { a: Int } enum Query { a } interface I { b: Int } extend enum I { b } input I { b: Int }",
      [
        #"There can be only one type named "Query". (1:6, 1:28)"#,
        #"Cannot extend non-enum type "I". (1:83, 1:63)"#,
        #"There can be only one type named "I". (1:50, 1:89)"#,
        #"Field "I.b" can only be defined once. (1:54, 1:93)"#,
      ]),
    Refusal(
      "type Query { a(x: Int, y: Int, x: Int): Int } directive @d(z: Int, z: Int) on FIELD",
      [
        #"Argument "Query.a(x:)" can only be defined once. (1:16, 1:32)"#,
        #"Argument "@d(z:)" can only be defined once. (1:60, 1:68)"#,
      ]),
    Refusal(
      "directive @d on FIELD directive @d on QUERY type Query { a: Int }",
      [
        #"There can be only one directive named "@d". (1:12, 1:34)"#
      ]),
    Refusal(
      #"""
      type Query implements Nope { a: Quer b(c: Strin): Int } union U = Query | Missing input I { a: [Unkn!]! } extend \#
      schema { mutation: Mutatin }
      """#,
      [
        #"Unknown type "Nope". (1:23)"#,
        #"Unknown type "Quer". Did you mean "Query"? (1:33)"#,
        #"Unknown type "Strin". Did you mean "String"? (1:43)"#,
        #"Unknown type "Missing". (1:75)"#,
        #"Unknown type "Unkn". (1:97)"#,
        #"Unknown type "Mutatin". (1:133)"#,
      ]),
    Refusal(
      "type Query @nope { a: Int @deprecated @deprecated }",
      [
        #"Unknown directive "@nope". (1:12)"#,
        #"The directive "@deprecated" can only be used once at this location. (1:27, 1:39)"#,
      ]),
    Refusal(
      #"""
      type Query @deprecated { a: Int @specifiedBy(url: "x") } scalar S @oneOf enum E { A @skip(if: true) } input I { a: \#
      Int @include(if: true) }
      """#,
      [
        #"Directive "@deprecated" may not be used on OBJECT. (1:12)"#,
        #"Directive "@specifiedBy" may not be used on FIELD_DEFINITION. (1:33)"#,
        #"Directive "@oneOf" may not be used on SCALAR. (1:67)"#,
        #"Directive "@skip" may not be used on ENUM_VALUE. (1:85)"#,
        #"Directive "@include" may not be used on INPUT_FIELD_DEFINITION. (1:120)"#,
      ]),
    Refusal(
      #"""
      directive @once on OBJECT | SCHEMA | FIELD_DEFINITION directive @many repeatable on OBJECT type Query @once @many \#
      @many { a: Int @once @once } extend type Query @once extend schema @once extend schema @once
      """#,
      [
        #"The directive "@once" can only be used once at this location. (1:130, 1:136)"#,
        #"The directive "@once" can only be used once at this location. (1:103, 1:162)"#,
        #"The directive "@once" can only be used once at this location. (1:182, 1:202)"#,
      ]),
    Refusal(
      #"""
      extend type Quer { a: Int } type Query { a: Int } extend scalar Query @specifiedBy(url: "") extend input Nothing { \#
      a: Int }
      """#,
      [
        #"Cannot extend type "Quer" because it is not defined. Did you mean "Query"? (1:13)"#,
        #"Cannot extend non-scalar type "Query". (1:29, 1:51)"#,
        #"Cannot extend type "Nothing" because it is not defined. (1:106)"#,
      ]),
    Refusal(
      #"""
      interface I { a: Int } extend type I { b: Int } enum E { A } extend union E = Query type Query { e: E } extend \#
      input Query { a: Int }
      """#,
      [
        #"Cannot extend non-object type "I". (1:1, 1:24)"#,
        #"Cannot extend non-union type "E". (1:49, 1:62)"#,
        #"Cannot extend non-input object type "Query". (1:85, 1:105)"#,
      ]),
    Refusal(
      "type Query { a(i: I): Int } input I { a: Int } extend input I @oneOf",
      [
        #"The "@oneOf" directive must not be provided by an Input Object type extension. (1:63)"#
      ]),
    Refusal(
      #"type Query { a: Int @deprecated(reson: "x") } scalar S @specifiedBy"#,
      [
        #"Unknown argument "reson" on directive "@deprecated". Did you mean "reason"? (1:33)"#,
        #"Directive "@specifiedBy" argument "url" of type "String!" is required, but it was not provided. (1:56)"#,
      ]),
    Refusal(
      #"""
      directive @d(a: In!, b: Int! = 1) on FIELD_DEFINITION input In { x: Int } type Query { a: Int @d b: Int @d(a: {x: \#
      1, x: 2}, a: {}) c(i: In = {x: 1, x: 1}): Int }
      """#,
      [
        #"Directive "@d" argument "a" of type "In!" is required, but it was not provided. (1:95)"#,
        #"There can be only one argument named "a". (1:108, 1:125)"#,
        #"There can be only one input field named "x". (1:112, 1:118)"#,
        #"There can be only one input field named "x". (1:143, 1:149)"#,
      ]),
  ])
  func rejectsInvalidDocuments(_ refusal: Refusal) {
    #expect(refusal.errors == refusal.expected)
  }
}
