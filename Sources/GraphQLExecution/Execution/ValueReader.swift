import GraphQLLanguage
import GraphQLSchema
import JSON

/// Reads more out of a root value than its JSON says: values that stand for a resolver's failure, or depend on a field's arguments.
///
/// With a reader, the JSON is data and nothing else: a place that holds no object has no fields, and its fields are null.
public protocol ValueReader: Sendable {
  /// The failure that a value stands for; nil when it stands for itself.
  func failure(of value: JSONView) -> LoadFailure?

  /// What a field's value is, given the field's coerced arguments. Asked before the value is completed.
  func value(_ value: JSONView, of field: FieldDefinition, arguments: JSONObject) -> JSONView
}
