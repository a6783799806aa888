import GraphQLLanguage

/// Members of types: unique names, and the walk into them.
extension DocumentChecks {
  /// Fields, enum values and arguments have unique names, also across extensions.
  mutating func checkMembers(of node: TypeDefinition) {
    let type = node.name.value
    switch node {
    case .object(let object):
      checkFieldsAreUnique(object.fields.map(\.name), of: type)
      for field in object.fields { checkArgumentsAreUnique(field.arguments, of: "\(type).\(field.name)") }
    case .interface(let interface):
      checkFieldsAreUnique(interface.fields.map(\.name), of: type)
      for field in interface.fields { checkArgumentsAreUnique(field.arguments, of: "\(type).\(field.name)") }
    case .inputObject(let input): checkFieldsAreUnique(input.fields.map(\.name), of: type)
    case .enumeration(let enumeration): checkEnumValuesAreUnique(enumeration.values.map(\.name), of: type)
    case .scalar, .union: break
    }
  }

  private mutating func checkFieldsAreUnique(_ names: [Name], of type: String) {
    let met = checkAreUnique(names, after: fieldsMet[type] ?? [:]) { "Field \"\(type).\($0)\" can only be defined once." }
    fieldsMet[type] = met
  }

  private mutating func checkEnumValuesAreUnique(_ names: [Name], of type: String) {
    let met = checkAreUnique(names, after: enumValuesMet[type] ?? [:]) { "Enum value \"\(type).\($0)\" can only be defined once." }
    enumValuesMet[type] = met
  }

  /// All that was met, with these names.
  private mutating func checkAreUnique(
    _ names: [Name], after before: [String: SourceLocation], message: (Name) -> String
  ) -> [String: SourceLocation] {
    var met = before
    for name in names {
      if let first = met[name.value] {
        report(message(name), at: first, name.location)
      } else {
        met[name.value] = name.location
      }
    }
    return met
  }

  mutating func checkArgumentsAreUnique(_ arguments: [InputValueDefinition], of parent: String) {
    guard arguments.count > 1 else { return }
    for (name, places) in arguments.map(\.name).repeated {
      errors.append(GraphQLError("Argument \"\(parent)(\(name):)\" can only be defined once.", locations: places))
    }
  }

  mutating func walk(_ node: TypeDefinition) {
    switch node {
    case .scalar(let scalar): check(scalar.directives, on: .scalar)
    case .object(let object):
      for name in object.interfaces { checkIsKnown(name) }
      check(object.directives, on: .object)
      for field in object.fields { walk(field) }
    case .interface(let interface):
      for name in interface.interfaces { checkIsKnown(name) }
      check(interface.directives, on: .interface)
      for field in interface.fields { walk(field) }
    case .union(let union):
      check(union.directives, on: .union)
      for name in union.members { checkIsKnown(name) }
    case .enumeration(let enumeration):
      check(enumeration.directives, on: .enumeration)
      for value in enumeration.values {
        checkDirectivesAreUnique(value.directives)
        check(value.directives, on: .enumValue)
      }
    case .inputObject(let input):
      check(input.directives, on: .inputObject)
      for field in input.fields { walk(field, on: .inputFieldDefinition) }
    }
  }

  private mutating func walk(_ node: FieldDefinition) {
    checkDirectivesAreUnique(node.directives)
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
    checkIsKnown(node.type.namedType)
    check(node.directives, on: .fieldDefinition)
  }

  mutating func walk(_ node: InputValueDefinition, on location: DirectiveLocation) {
    checkDirectivesAreUnique(node.directives)
    checkIsKnown(node.type.namedType)
    if let value = node.defaultValue { checkFieldsAreUnique(value) }
    check(node.directives, on: location)
  }
}
