import GraphQLLanguage

/// Reads the definitions of a file, with the canonical names of directives and the default names of root types.
struct SubgraphReader {
  var links: LinkedDirectives
  /// The default names of root types that `schema { }` names differently.
  let roots: [String: String]

  /// Types and root fields of the subgraph protocol, which are not part of the graph.
  static let protocolTypes: Set<String> = [
    "_Any", "_Entity", "_Service", "FieldSet", "federation__FieldSet", "federation__Scope", "federation__Policy", "link__Import",
    "link__Purpose",
  ]
  private static let protocolFields: Set<String> = ["_entities", "_service"]

  mutating func read(_ definition: TypeDefinition) -> TypeDefinition {
    switch definition {
    case .scalar(var node):
      node.directives = links.canonical(node.directives, at: .scalar)
      return .scalar(node)
    case .object(var node):
      node.name = renamed(node.name)
      node.interfaces = node.interfaces.map(renamed)
      node.directives = links.canonical(node.directives, at: .object)
      node.fields = node.fields.filter { node.name.value != "Query" || !Self.protocolFields.contains($0.name.value) }.map { read($0) }
      return .object(node)
    case .interface(var node):
      node.interfaces = node.interfaces.map(renamed)
      node.directives = links.canonical(node.directives, at: .interface)
      node.fields = node.fields.map { read($0) }
      return .interface(node)
    case .union(var node):
      node.directives = links.canonical(node.directives, at: .union)
      node.members = node.members.map(renamed)
      return .union(node)
    case .enumeration(var node):
      node.directives = links.canonical(node.directives, at: .enumeration)
      node.values = node.values.map { value in
        var value = value
        value.directives = links.canonical(value.directives, at: .enumValue)
        return value
      }
      return .enumeration(node)
    case .inputObject(var node):
      node.directives = links.canonical(node.directives, at: .inputObject)
      node.fields = node.fields.map { read($0, at: .inputFieldDefinition) }
      return .inputObject(node)
    }
  }

  private mutating func read(_ field: FieldDefinition) -> FieldDefinition {
    var field = field
    field.type = renamed(field.type)
    field.directives = links.canonical(field.directives, at: .fieldDefinition)
    field.arguments = field.arguments.map { read($0, at: .argumentDefinition) }
    return field
  }

  private mutating func read(_ value: InputValueDefinition, at location: DirectiveLocation) -> InputValueDefinition {
    var value = value
    value.directives = links.canonical(value.directives, at: location)
    return value
  }

  private func renamed(_ name: Name) -> Name {
    roots[name.value].map { Name($0, location: name.location) } ?? name
  }

  private func renamed(_ type: TypeReference) -> TypeReference {
    guard !roots.isEmpty else { return type }
    return switch type {
    case .named(let name): .named(renamed(name))
    case .list(let inner, let location): .list(renamed(inner), location)
    case .nonNull(let inner, let location): .nonNull(renamed(inner), location)
    }
  }
}
