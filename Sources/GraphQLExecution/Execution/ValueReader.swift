import GraphQLLanguage
import GraphQLSchema
import JSON

/// Interprets values of the root object, for tools: values that represent the error of a resolver or depend on a field's arguments.
///
/// With a reader, a value that is not an object has no fields: they are null.
public protocol ValueReader: Sendable {
  /// The error that a value represents; nil for an ordinary value.
  func failure(of value: JSONView) -> LoadFailure?

  /// Returns the value of a field for its coerced arguments. Called before the value is completed.
  func value(_ value: JSONView, of field: FieldDefinition, arguments: JSONObject) -> JSONView
}
