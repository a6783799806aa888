import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import Testing

struct ValidateTests {
  @Test func omitsSuggestionsWhenTheyAreOff() throws {
    let example = RuleCase("{ dog { barkVolum name(surnam: true) ... on Dgo { x } } pet { barks } args { enum(e: RDE) } }", [])
    var options = ValidationOptions()
    options.suggestsNames = false
    let errors = try example.errors(options)
    #expect(errors.count == 5)
    #expect(errors.allSatisfy { !$0.contains("Did you mean") })
  }

  @Test func rejectsIntrospectionWhenItIsOff() throws {
    let example = RuleCase(#"{ __typename __schema { types { name } } __type(name: "Dog") { name } }"#, [])
    #expect(
      try example.errors(ValidationOptions(allowsIntrospection: false)) == [
        #"GraphQL introspection has been disabled, but the requested query contained the field "__schema". (1:14)"#,
        #"GraphQL introspection has been disabled, but the requested query contained the field "types". (1:25)"#,
        #"GraphQL introspection has been disabled, but the requested query contained the field "__type". (1:42)"#,
      ])
    #expect(try example.errors().isEmpty)
  }

  @Test func abortsAtTheMaximumNumberOfErrors() throws {
    let example = RuleCase("{ dog { " + String(repeating: "unknown ", count: 200) + "} }", [])
    let errors = try example.errors()
    #expect(errors.count == 101)
    #expect(errors.last == "Too many validation errors, error limit reached. Validation aborted.")
    #expect(try example.errors(ValidationOptions(maximumErrors: nil)).count == 200)
  }

  /// Section 5.2.4.1 of September 2025, which graphql-js 16 does not implement.
  @Test func rejectsConditionsOnSubscriptionRoots() throws {
    let example = RuleCase(
      "subscription S($a: Boolean!) { two @include(if: $a) ...F } fragment F on Subscription { two @skip(if: false) }", [])
    #expect(
      try example.errors() == [
        #"Subscription "S" must not use `@skip` or `@include` directives in the top level selection. (1:36, 1:93)"#
      ])
  }

  @Test func checksOneOfVariablesInFragments() throws {
    let example = RuleCase("fragment F on Args { one(o: {a: $s}) } query ($s: String) { args { ...F } }", [])
    #expect(
      try example.errors() == [
        #"Variable "$s" is of type "String" but must be non-nullable to be used for OneOf Input Object "One". (1:47, 1:33)"#
      ])
  }

  /// Fragments without locations are distinguished by their names.
  @Test func followsFragmentsWithoutLocations() throws {
    func fragment(_ name: String, _ selection: Selection) -> Definition {
      .fragment(FragmentDefinition(name: Name(name), typeCondition: "Query", selectionSet: SelectionSet([selection])))
    }
    func spread(_ name: String) -> Selection { .fragmentSpread(FragmentSpread(name: Name(name))) }
    let leaf = Selection.field(Field(name: "dog", selectionSet: SelectionSet([.field(Field(name: "name"))])))
    let query = Definition.operation(OperationDefinition(operation: .query, selectionSet: SelectionSet([spread("A")])))
    let schema = try RuleCase.schema.get()
    let chain = Document(definitions: [fragment("C", leaf), fragment("B", spread("C")), fragment("A", spread("B")), query])
    #expect(validate(chain, schema).isEmpty)
    let cycle = Document(definitions: [fragment("C", leaf), fragment("B", spread("A")), fragment("A", spread("B")), query])
    #expect(
      validate(cycle, schema).map(\.message) == [
        #"Cannot spread fragment "B" within itself via "A"."#, #"Fragment "C" is never used."#,
      ])
  }

  @Test func acceptsBuiltInScalarsInTypeDefinitions() throws {
    let schema = try Schema(source: "type Query { a: String }")
    let errors = validate(try Parser.parse("query ($x: Int) { a } type X { a(b: Float): [Int] }"), schema)
    #expect(
      errors.map(\.message) == [
        #"The "X" definition is not executable."#, #"Unknown type "Int"."#, #"Variable "$x" is never used."#,
      ])
  }

  @Test func shortensLongReasons() throws {
    let fields = (0..<60).map { "conflicting\($0)" }
    let left = fields.map { "\($0): name" }.joined(separator: " ")
    let right = fields.map { "\($0): nickname" }.joined(separator: " ")
    let errors = validate(try Parser.parse("{ dog { \(left) } dog { \(right) } }"), try RuleCase.schema.get())
    let error = try #require(errors.first)
    #expect(errors.count == 1 && error.message.utf8.count < 1_200 && error.message.contains("..."))
    #expect(error.locations.count == 40)
  }

  @Test func validatesDocumentsWithoutLocations() throws {
    let field = Field(name: "dog", selectionSet: SelectionSet([.field(Field(name: "unknown"))]))
    let document = Document(definitions: [.operation(OperationDefinition(operation: .query, selectionSet: SelectionSet([.field(field)])))])
    let errors = validate(document, try RuleCase.schema.get())
    #expect(errors.map(\.message) == [#"Cannot query field "unknown" on type "Dog"."#])
    #expect(errors.first?.locations.isEmpty == true)
  }
}
