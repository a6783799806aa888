import GraphQLSchema
import Testing

struct SelectableTypeTests {
  private let schema: Schema

  init() throws {
    schema = try Schema(
      source: """
        type Query { pets(first: Int!, kind: String = "any"): [Pet!]! }
        union Pet = Dog
        type Dog { name: String }
        """)
  }

  @Test func findsFieldsAndTheirTypes() throws {
    let query = try #require(schema.selectableType("Query"))
    let pets = try #require(query.field("pets"))
    #expect(schema.selectableType(of: pets)?.type.name == "Pet")
    #expect(pets.requiredArguments.map(\.name.value) == ["first"])
    #expect(pets.argument("kind")?.hasDefaultValue == true && pets.argument("kind")?.type.description == "String")
    #expect(pets.argument("other") == nil && query.field("other") == nil && schema.selectableType("Other") == nil)
  }

  @Test func findsMetaFieldsOnTheTypesThatHaveThem() throws {
    for name in ["Query", "Pet", "Dog", "__Schema"] {
      let type = try #require(schema.selectableType(name))
      #expect(type.isComposite && !type.isLeaf && type.field("__typename") != nil)
      #expect((type.field("__schema") != nil) == (name == "Query") && (type.field("__type") != nil) == (name == "Query"))
    }
    let string = try #require(schema.selectableType("String"))
    #expect(string.isLeaf && !string.isComposite && string.field("__typename") == nil)
  }
}
