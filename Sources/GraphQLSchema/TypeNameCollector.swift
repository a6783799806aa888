import GraphQLLanguage

/// Collects the names of the types that definitions refer to.
struct TypeNameCollector {
  private(set) var names: Set<String> = []

  mutating func collect(_ type: TypeDefinition) {
    switch type {
    case .object(let node): collect(node.fields)
    case .interface(let node): collect(node.fields)
    case .inputObject(let node): collect(node.fields)
    case .scalar, .union, .enumeration: break
    }
  }

  mutating func collect(_ values: [InputValueDefinition]) {
    for value in values { names.insert(value.type.namedType.value) }
  }

  private mutating func collect(_ fields: [FieldDefinition]) {
    for field in fields {
      names.insert(field.type.namedType.value)
      collect(field.arguments)
    }
  }
}
