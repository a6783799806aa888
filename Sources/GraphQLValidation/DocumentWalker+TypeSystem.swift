import GraphQLLanguage
import GraphQLSchema

/// Definitions of the type system, which do not belong into a request: their names, directives and values are checked like any others.
extension DocumentWalker {
  func walk(_ node: SchemaDefinition) {
    enter(node.directives)
    walk(node.directives, on: .schema)
    for root in node.operationTypes { enter(namedType: root.type) }
  }

  func walk(_ node: DirectiveDefinition) {
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
  }

  func walk(_ node: TypeDefinition) {
    enter(node.directives)
    switch node {
    case .scalar: walk(node.directives, on: .scalar)
    case .object(let object):
      for name in object.interfaces { enter(namedType: name) }
      walk(node.directives, on: .object)
      for field in object.fields { walk(field) }
    case .interface(let interface):
      for name in interface.interfaces { enter(namedType: name) }
      walk(node.directives, on: .interface)
      for field in interface.fields { walk(field) }
    case .union(let union):
      walk(node.directives, on: .union)
      for name in union.members { enter(namedType: name) }
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
    enter(namedType: node.type.namedType)
    walk(node.directives, on: .fieldDefinition)
  }

  private func walk(_ node: InputValueDefinition, on location: DirectiveLocation) {
    enter(node.directives)
    enter(namedType: node.type.namedType)
    if let value = node.defaultValue { walk(value) }
    walk(node.directives, on: location)
  }
}
