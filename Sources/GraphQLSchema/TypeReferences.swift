import GraphQLLanguage

extension TypeDefinition {
  /// The names of the types that the definition refers to, in the order of its text.
  var references: [String] {
    switch self {
    case .object(let node): node.interfaces.map(\.value) + node.fields.flatMap(\.references)
    case .interface(let node): node.interfaces.map(\.value) + node.fields.flatMap(\.references)
    case .union(let node): node.members.map(\.value)
    case .inputObject(let node): node.fields.map(\.type.namedType.value)
    case .scalar, .enumeration: []
    }
  }
}

extension FieldDefinition {
  /// The names of its type and of its arguments' types.
  fileprivate var references: [String] {
    [type.namedType.value] + arguments.map(\.type.namedType.value)
  }
}
