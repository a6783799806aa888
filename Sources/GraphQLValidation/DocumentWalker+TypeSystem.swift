import GraphQLLanguage
import GraphQLSchema

/// Type system definitions are not executable, but their names, directives and values are validated too.
extension DocumentWalker {
  func walk(_ node: SchemaDefinition) {
    enter(node.directives)
    walk(node.directives, on: .schema)
    for root in node.operationTypes { enter(systemType: root.type) }
  }

  func walk(_ node: DirectiveDefinition) {
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
  }

  func walk(_ node: TypeDefinition) {
    enter(node.directives)
    switch node {
    case .scalar: walk(node.directives, on: .scalar)
    case .object(let object):
      for name in object.interfaces { enter(systemType: name) }
      walk(node.directives, on: .object)
      for field in object.fields { walk(field) }
    case .interface(let interface):
      for name in interface.interfaces { enter(systemType: name) }
      walk(node.directives, on: .interface)
      for field in interface.fields { walk(field) }
    case .union(let union):
      walk(node.directives, on: .union)
      for name in union.members { enter(systemType: name) }
    case .enumeration(let enumeration):
      walk(node.directives, on: .enumeration)
      for value in enumeration.values {
        enter(value.directives)
        walk(value.directives, on: .enumValue)
      }
    case .inputObject(let input):
      walk(node.directives, on: .inputObject)
      for field in input.fields { walk(field, on: .inputFieldDefinition) }
    }
  }

  private func walk(_ node: FieldDefinition) {
    enter(node.directives)
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
    enter(systemType: node.type.namedType)
    walk(node.directives, on: .fieldDefinition)
  }

  /// Type system definitions may name the built-in scalars that the schema does not use.
  private func enter(systemType name: Name) {
    if !BuiltInDefinitions.scalarNames.contains(name.value) { enter(namedType: name) }
  }

  private func walk(_ node: InputValueDefinition, on location: DirectiveLocation) {
    enter(node.directives)
    enter(systemType: node.type.namedType)
    if let value = node.defaultValue { walk(value) }
    walk(node.directives, on: location)
  }
}
