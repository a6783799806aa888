import GraphQLLanguage

/// Section 3.6.1, IsValidImplementation(): what an object or interface must do for each interface it implements.
extension TypeSystemChecks {
  mutating func checkInterfaces(of type: NamedType, written: [Name], extensions: [SourceLocation]) {
    var met: Set<String> = []
    for name in written {
      let places = written.filter { $0.value == name.value }.map(\.location)
      guard case .interface(let interface) = schema.type(name.value) else {
        report("Type \(type.name) must only implement Interface types, it cannot implement \(name).", at: places)
        continue
      }
      if interface.name == type.name {
        report("Type \(type.name) cannot implement itself because it would create a circular reference.", at: places)
      }
      guard met.insert(interface.name).inserted else {
        report("Type \(type.name) can only implement \(interface.name) once.", at: places)
        continue
      }
      checkAncestors(of: interface, implementedBy: type, written: written, places: places)
      for field in interface.fields { check(type, implements: field, of: interface, extensions: extensions) }
    }
  }

  private mutating func checkAncestors(
    of interface: InterfaceType, implementedBy type: NamedType, written: [Name], places: [SourceLocation]
  ) {
    for ancestor in interface.definition.interfaces where !written.contains(where: { $0.value == ancestor.value }) {
      let ancestorPlaces = interface.definition.interfaces.filter { $0.value == ancestor.value }.map(\.location)
      if ancestor.value == type.name {
        report(
          "Type \(type.name) cannot implement \(interface.name) because it would create a circular reference.",
          at: ancestorPlaces + places)
      } else {
        report(
          "Type \(type.name) must implement \(ancestor) because it is implemented by \(interface.name).", at: ancestorPlaces + places)
      }
    }
  }

  private mutating func check(
    _ type: NamedType, implements expected: FieldDefinition, of interface: InterfaceType, extensions: [SourceLocation]
  ) {
    let interfaceField = "\(interface.name).\(expected.name)"
    let typeField = "\(type.name).\(expected.name)"
    guard let field = type.field(expected.name.value) else {
      report(
        "Interface field \(interfaceField) expected but \(type.name) does not provide it.",
        at: [expected.location, type.definition.location] + extensions)
      return
    }
    if !schema.isSubtype(field.type, of: expected.type) {
      report(
        "Interface field \(interfaceField) expects type \(expected.type) but \(typeField) is type \(field.type).",
        at: [expected.type.location, field.type.location])
    }
    for expectedArgument in expected.arguments {
      let name = expectedArgument.name.value
      guard let argument = field.argument(name) else {
        report(
          "Interface field argument \(interfaceField)(\(name):) expected but \(typeField) does not provide it.",
          at: [expectedArgument.location, field.location])
        continue
      }
      if !expectedArgument.type.isSame(as: argument.type) {
        report(
          "Interface field argument \(interfaceField)(\(name):) expects type \(expectedArgument.type) "
            + "but \(typeField)(\(name):) is type \(argument.type).",
          at: [expectedArgument.type.location, argument.type.location])
      }
    }
    for argument in field.arguments where argument.isRequired && expected.argument(argument.name.value) == nil {
      report(
        "Object field \(typeField) includes required argument \(argument.name) that is missing from the Interface field \(interfaceField).",
        at: [argument.location, expected.location])
    }
  }
}
