import GraphQLSchema

/// A field's type, resolved for checking values against it.
enum OutputKind: Sendable {
  case leaf(LeafType)
  indirect case list(OutputType)
  /// An object, interface or union: the field's `selection` says which objects.
  case composite
}

struct OutputType: Sendable {
  let isNonNull: Bool
  let kind: OutputKind
  /// The type as it is written, without its own `!`.
  let name: String
}

/// What a leaf value must be.
enum LeafType: Sendable {
  case int, float, string, boolean, id
  /// A custom scalar: any JSON passes.
  case custom
  case enumeration(EnumLeaf)
}

/// An enum's values: the JSON strings that stand for them, and their names as JSON text.
final class EnumLeaf: Sendable {
  let name: String
  let values: [(string: [UInt8], text: [UInt8])]

  init(_ type: EnumType, strings: [String: String]) {
    name = type.name
    values = type.values.map { value in
      let name = value.name.value
      return (Array((strings[name] ?? name).utf8), Array("\"\(name)\"".utf8))
    }
  }
}
