import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON

/// Interprets two special values of conformance cases: `{"$error": "m"}` is a resolver that fails with message m, and `{"$args": true}` is
/// the field's coerced arguments as JSON text.
struct MarkedValues: ValueReader {
  let schema: Schema

  func failure(of value: JSONView) -> LoadFailure? {
    value.member(utf8: Self.error)?.string.map { LoadFailure($0, code: "RESOLVER_FAILED") }
  }

  func value(_ value: JSONView, of field: FieldDefinition, arguments: JSONObject) -> JSONView {
    guard value.member(utf8: Self.arguments)?.bool == true else { return value }
    let text = ArgumentsText(schema: schema).text(of: arguments, field.arguments)
    return (try? JSONDocument(parsing: JSONValue.string(text).bytes))?.root ?? value
  }

  private static let error = Array("$error".utf8)
  private static let arguments = Array("$args".utf8)
}
