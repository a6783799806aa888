import GraphQLLanguage
import GraphQLSchema
import Testing

struct SchemaTests {
  private static let text = """
    extend schema @link(url: "x")
    directive @link(url: String!) on SCHEMA
    directive @key(fields: String!) repeatable on OBJECT | INTERFACE
    type Query { node(id: ID!): Node search(text: String = "x"): [Result!] }
    interface Node { id: ID! }
    interface Named implements Node { id: ID! name: String }
    type User implements Named & Node @key(fields: "id") { id: ID! name: String old: Int @deprecated old2: Int @deprecated(reason: "why") }
    extend type User @key(fields: "name") { age: Int }
    type Post implements Node { id: ID! }
    union Result = User
    extend union Result = Post
    enum Color { RED }
    extend enum Color { GREEN @deprecated(reason: "blue") }
    input Filter { a: Int! b: Int! = 2 c: Color }
    input One @oneOf { a: Int b: Int }
    scalar Date @specifiedBy(url: "https://example.org/date")
    """

  private let schema: Schema

  init() throws {
    schema = try Schema(source: Self.text)
  }

  @Test func mergesExtensionsOfEveryKind() throws {
    let schema = try Schema(
      source: """
        directive @a on SCALAR | OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT
        type Query { a: S i(i: In): I e: E u: U } scalar S interface N { a: S } interface I { a: S } enum E { X } input In { a: Int } union U = T
        type T implements I { a: S }
        extend scalar S @a
        extend interface I implements N @a { b: S }
        extend type T implements N @a { b: S }
        extend input In @a { b: Int }
        extend union U @a
        extend enum E @a
        """)
    guard case .scalar(let scalar)? = schema.type("S"), case .interface(let interface)? = schema.type("I"),
      case .inputObject(let input)? = schema.type("In"), case .union(let union)? = schema.type("U"),
      case .enumeration(let enumeration)? = schema.type("E"), case .object(let object)? = schema.type("T")
    else {
      Issue.record("missing types")
      return
    }
    #expect(interface.interfaces == ["N"] && interface.fields.map(\.name.value) == ["a", "b"])
    #expect(object.interfaces == ["I", "N"] && input.fields.map(\.name.value) == ["a", "b"])
    let directives = [
      scalar.directives, interface.directives, object.directives, input.directives, union.directives, enumeration.directives,
    ]
    #expect(directives.allSatisfy { $0.map(\.name.value) == ["a"] })
  }

  @Test func mergesExtensions() throws {
    let user = try #require(schema.objectType("User"))
    #expect(user.fields.map(\.name.value) == ["id", "name", "old", "old2", "age"])
    #expect(user.directives.map { $0.value(of: "fields")?.stringValue } == ["id", "name"])
    guard case .union(let result)? = schema.type("Result"), case .enumeration(let color)? = schema.type("Color") else {
      Issue.record("missing types")
      return
    }
    #expect(result.members == ["User", "Post"])
    #expect(color.values.map(\.name.value) == ["RED", "GREEN"])
    #expect(color.value("GREEN")?.deprecationReason == "blue")
    #expect(schema.definition?.directives.first?.name.value == "link")
  }

  @Test func namesRootTypesByDefault() {
    #expect(schema.queryType?.name == "Query")
    #expect(schema.rootType(for: .mutation) == nil)
  }

  @Test func findsElements() {
    let user = schema.objectType("User")
    #expect(user?.field("old")?.deprecationReason == "No longer supported")
    #expect(user?.field("old2")?.deprecationReason == "why")
    #expect(user?.field("name")?.deprecationReason == nil)
    if case .scalar(let date)? = schema.type("Date") { #expect(date.specifiedByURL == "https://example.org/date") }
    if case .inputObject(let one)? = schema.type("One") { #expect(one.isOneOf) }
    if case .inputObject(let filter)? = schema.type("Filter") { #expect(filter.fields.map(\.isRequired) == [true, false, false]) }
    #expect(schema.directive("key")?.isRepeatable == true)
    #expect(["skip", "include", "deprecated", "specifiedBy", "oneOf"].allSatisfy { schema.directive($0) != nil })
    #expect(schema.directive("unknown") == nil)
  }

  @Test func includesIntrospectionTypesAndReferencedScalars() {
    let names = schema.types.map(\.name)
    #expect(names.count == Set(names).count)
    #expect(names.prefix(5) == ["Query", "ID", "String", "Node", "Named"])
    #expect(names.contains("__Schema") && names.contains("__DirectiveLocation") && names.contains("Boolean"))
    #expect(!names.contains("Float"))
    #expect(schema.isIntrospectionType("__Type"))
  }

  @Test func keepsABuiltInScalarAtThePositionOfItsDefinition() throws {
    let schema = try Schema(source: "type Query { a: Int t: T } scalar String type T { b: String f: Float } scalar Int")
    #expect(schema.types.map(\.name).prefix(6) == ["Query", "String", "T", "Float", "Int", "Boolean"])
  }

  @Test func findsMetaFields() throws {
    let query = try #require(schema.type("Query"))
    let result = try #require(schema.type("Result"))
    #expect(schema.field("__schema", of: query)?.type.description == "__Schema!")
    #expect(schema.field("__type", of: query)?.arguments.first?.name.value == "name")
    #expect(schema.field("__typename", of: result)?.type.description == "String!")
    #expect(schema.field("__schema", of: result) == nil)
    #expect(schema.field("node", of: query) != nil)
    #expect(schema.field("nope", of: query) == nil)
  }

  @Test(arguments: [
    ("User", "User", true), ("User", "Node", true), ("User!", "Node", true), ("Node", "User", false), ("Node", "Node!", false),
    ("[User!]!", "[Node]", true), ("[User]", "[Node!]", false), ("User", "Result", true), ("Named", "Node", true), ("Node", "Named", false),
    ("[Int]", "Int", false), ("Int", "[Int]", false), ("Int", "Float", false),
  ])
  func decidesSubtypes(_ example: (type: String, expected: String, isSubtype: Bool)) throws {
    let (type, expected) = (try Parser.parseType(example.type), try Parser.parseType(example.expected))
    #expect(schema.isSubtype(type, of: expected) == example.isSubtype)
  }

  @Test func findsPossibleTypes() throws {
    let node = try #require(schema.type("Node"))
    #expect(schema.possibleTypes(of: node).map(\.name) == ["User", "Post"])
    #expect(schema.possibleTypes(of: try #require(schema.type("Named"))).map(\.name) == ["User"])
    #expect(schema.interfaces(implementing: "Node").map(\.name) == ["Named"])
    #expect(schema.isPossible("Post", of: "Result"))
    #expect(!schema.isPossible("Post", of: "Named"))
    #expect(schema.overlaps(node, try #require(schema.type("Result"))))
    #expect(!schema.overlaps(try #require(schema.type("Named")), try #require(schema.type("Post"))))
  }

  @Test func buildsFromSeveralDocuments() throws {
    let schema = try Schema(documents: [
      Parser.parse("type Query { a: B }"), Parser.parse("type B { c: Int } extend type Query { d: Int }"),
    ])
    #expect(schema.queryType?.fields.count == 2)
  }

  @Test func throwsSyntaxErrors() {
    #expect(throws: SchemaError.self) { try Schema(source: "type Query {") }
  }
}
