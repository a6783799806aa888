import GraphQLSchema
import JSON

/// A field's type, resolved for value completion.
enum OutputKind: Sendable {
  case leaf(LeafType)
  case list(OutputType)
  /// An object, interface or union. The field's `selection` has the plans.
  case composite
}

final class OutputType: Sendable {
  let isNonNull: Bool
  let kind: OutputKind
  /// The type in the schema definition language, without its outer `!`.
  let name: String

  init(isNonNull: Bool, kind: OutputKind, name: String) {
    self.isNonNull = isNonNull
    self.kind = kind
    self.name = name
  }
}

enum LeafType: Sendable {
  case int, float, string, boolean, id
  /// A custom scalar, which accepts any JSON value.
  case custom
  /// A custom scalar whose numbers are written as strings.
  case decimalText
  case enumeration(EnumLeaf)
}

final class EnumLeaf: Sendable {
  let name: String
  /// For each value: the origin's string, and the name as JSON text.
  let values: [(string: [UInt8], text: [UInt8])]

  /// - Parameter names: the strings that are written in place of the values' names.
  init(_ type: EnumType, strings: [String: String], names: [String: String] = [:]) {
    name = type.name
    values = type.values.map { value in
      let name = value.name.value
      return (Array((strings[name] ?? name).utf8), Array(JSONValue.string(names[name] ?? name).text.utf8))
    }
  }
}
