import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import Testing

struct KnownOperationTypesRuleTests {
  @Test func reportsOperationsWithoutRootType() throws {
    let schema = try Schema(source: "type Query { a: Int }")
    let document = try Parser.parse("query A { a } mutation B { a } subscription C { a }")
    #expect(
      validate(document, schema).map(\.description) == [
        "The mutation operation is not supported by the schema. (1:15)",
        "The subscription operation is not supported by the schema. (1:32)",
      ])
  }
}
