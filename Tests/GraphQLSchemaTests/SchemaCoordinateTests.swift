import GraphQLSchema
import Testing

/// Section 3.14 Schema Coordinates
@Suite struct SchemaCoordinateTests {
  private static let sdl = """
    directive @private(scope: String!) on FIELD
    scalar DateTime
    union U = Business
    interface Node { id: ID! }
    input Filter { term: String }
    enum Size { BIG SMALL }
    type Business implements Node { id: ID! name(upper: Boolean): String }
    type Query { search(filter: Filter): Business u: U d: DateTime s: Size }
    """

  @Test(arguments: [
    "Business", "String", "U", "Business.name", "Node.id", "Filter.term", "Size.BIG", "Query.search(filter:)", "@private", "@deprecated",
    "@private(scope:)", "@include(if:)",
  ])
  func resolves(text: String) throws {
    let coordinate = try #require(SchemaCoordinate(text))
    #expect(coordinate.description == text)
    let element = try #require(try Schema(source: Self.sdl).element(at: coordinate))
    switch (coordinate, element) {
    case (.type(let name), .type(let type)): #expect(type.name == name)
    case (.member(_, let name), .field(_, let field)): #expect(field.name.value == name)
    case (.member(_, let name), .inputField(_, let field)): #expect(field.name.value == name)
    case (.member(_, let name), .enumValue(_, let value)): #expect(value.name.value == name)
    case (.argument(_, _, let name), .argument(_, _, let argument)): #expect(argument.name.value == name)
    case (.directive(let name), .directive(let directive)): #expect(directive.name.value == name)
    case (.directiveArgument(_, let name), .directiveArgument(_, let argument)): #expect(argument.name.value == name)
    default: Issue.record("\(text) led to something else.")
    }
  }

  @Test(arguments: [
    "Nothing", "Business.nothing", "Business.__typename", "Filter.nothing", "Size.HUGE", "Query.search(nothing:)", "@nothing",
    "@private(nothing:)", "__Type",
  ])
  func returnsNilForMissingElements(text: String) throws {
    #expect(try Schema(source: Self.sdl).element(at: try #require(SchemaCoordinate(text))) == nil)
  }

  @Test(
    arguments: [
      ("Nothing.name", "Expected \"Nothing\" to be defined as a type in the schema."),
      ("__Type.name", "Expected \"__Type\" to be defined as a type in the schema."),
      ("Business.nothing(a:)", "Expected \"nothing\" to exist as a field of type \"Business\" in the schema."),
      ("Size.BIG(a:)", "Expected \"BIG\" to exist as a field of type \"Size\" in the schema."),
      ("@nothing(a:)", "Expected \"nothing\" to be defined as a directive in the schema."),
      ("DateTime.a", "Expected \"DateTime\" to be an Enum, Input Object, Object or Interface type."),
      ("U.Business", "Expected \"U\" to be an Enum, Input Object, Object or Interface type."),
    ])
  func throwsWhenTheContainingElementIsMissing(text: String, message: String) throws {
    let coordinate = try #require(SchemaCoordinate(text))
    let schema = try Schema(source: Self.sdl)
    do throws(CoordinateError) {
      _ = try schema.element(at: coordinate)
      Issue.record("It was found.")
    } catch { #expect(error.description == message) }
  }

  @Test(arguments: [
    "", " Business", "Business ", "Business.", ".name", "Business.name.other", "Business.name(", "Business.name(a)", "Business.name(a:",
    "a(b:)", "Business.name(a:)x", "@", "@a.b", "@a(b)", "1a", "Business. name", "Üb", "Business.name(a: b)", "@@a", "Size.BIG()", "a\u{0}",
  ])
  func rejectsTextsThatAreNotCoordinates(text: String) {
    #expect(SchemaCoordinate(text) == nil)
  }
}
