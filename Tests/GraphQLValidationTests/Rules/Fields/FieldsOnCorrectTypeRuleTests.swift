import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import Testing

struct FieldsOnCorrectTypeRuleTests {
  @Test(arguments: [
    RuleCase(#"{ dog { name __typename } __schema { types { name } } __type(name: "Dog") { name } }"#, []),
    RuleCase(
      "{ dog { meowVolume } }",
      [
        #"Cannot query field "meowVolume" on type "Dog". Did you mean "barkVolume"? (1:9)"#
      ]),
    RuleCase(
      "{ dog { barkVolum } }",
      [
        #"Cannot query field "barkVolum" on type "Dog". Did you mean "barkVolume"? (1:9)"#
      ]),
    RuleCase(
      "{ dog { x: unknown { deeper } } }",
      [
        #"Cannot query field "unknown" on type "Dog". (1:9)"#
      ]),
    RuleCase(
      "{ pet { barks nickname color } }",
      [
        #"Cannot query field "barks" on type "Pet". Did you mean to use an inline fragment on "Dog"? (1:9)"#,
        #"Cannot query field "nickname" on type "Pet". Did you mean to use an inline fragment on "Cat" or "Dog"? (1:15)"#,
        #"Cannot query field "color" on type "Pet". Did you mean to use an inline fragment on "Cat" or "Dog"? (1:24)"#,
      ]),
    RuleCase(
      "{ catOrDog { name barkVolume } }",
      [
        #"""
        Cannot query field "name" on type "CatOrDog". Did you mean to use an inline fragment on "Being", "Pet", "Cat", or \#
        "Dog"? (1:14)
        """#,
        #"Cannot query field "barkVolume" on type "CatOrDog". Did you mean to use an inline fragment on "Dog"? (1:19)"#,
      ]),
    RuleCase(
      "{ catOrDog { iq } }",
      [
        #"Cannot query field "iq" on type "CatOrDog". (1:14)"#
      ]),
    RuleCase(
      "{ being { iq owner { name } } }",
      [
        #"Cannot query field "iq" on type "Being". Did you mean to use an inline fragment on "Human"? (1:11)"#,
        #"Cannot query field "owner" on type "Being". Did you mean to use an inline fragment on "Pet", "Cat", or "Dog"? (1:14)"#,
      ]),
    RuleCase(
      "{ dog { __schema { types { name } } } }",
      [
        #"Cannot query field "__schema" on type "Dog". (1:9)"#
      ]),
    RuleCase(
      "{ unknown }",
      [
        #"Cannot query field "unknown" on type "Query". (1:3)"#
      ]),
    RuleCase(
      "mutation { dog { name } }",
      [
        #"Cannot query field "dog" on type "Mutation". (1:12)"#
      ]),
  ])
  func reportsUnknownFields(_ example: RuleCase) throws {
    #expect(try example.errors() == example.expected)
  }

  /// A is before B, B before Deep and Deep before A, so the result depends on the sort algorithm of graphql-js.
  @Test func suggestsTypesInTheOrderOfGraphQLJS() throws {
    let schema = try Schema(
      source: """
        interface Named { name: String } interface Deep implements Named { name: String } type A implements Deep & Named { name: String }
        type B implements Named { name: String } union U = A | B type Query { u: U }
        """)
    let errors = validate(try Parser.parse("{ u { name } }"), schema).map(\.message)
    #expect(
      errors == [
        #"Cannot query field "name" on type "U". Did you mean to use an inline fragment on "Named", "B", "Deep", or "A"?"#
      ])
  }
}
