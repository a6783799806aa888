import GraphQLLanguage

/// Sections 3.6 to 3.10, the "Type Validation" of objects, interfaces, unions, enums and input objects.
extension TypeSystemChecks {
  mutating func checkFields(of type: NamedType, extensions: [SourceLocation]) {
    if type.fields.isEmpty {
      report("Type \(type.name) must define one or more fields.", at: [type.definition.location] + extensions)
    }
    for field in type.fields {
      if !schema.isIntrospectionType(type.name) { checkName(field.name.value, at: field.location) }
      checkText(of: "reason", in: field.directives, "deprecated")
      if !isOutput(field.type) {
        report("The type of \(type.name).\(field.name) must be Output Type but got: \(field.type).", at: [field.type.location])
      }
      for argument in field.arguments {
        let subject = "\(type.name).\(field.name)(\(argument.name):)"
        checkName(argument.name.value, at: argument.location)
        if !isInput(argument.type) {
          report("The type of \(subject) must be Input Type but got: \(argument.type).", at: [argument.type.location])
        }
        checkIsNotRequiredAndDeprecated(argument, "argument \(subject)")
        checkDefaultValue(of: argument, subject)
      }
    }
  }

  mutating func check(_ union: UnionType) {
    if union.members.isEmpty {
      report("Union type \(union.name) must define one or more member types.", at: [union.definition.location] + union.extensionLocations)
    }
    var included: Set<String> = []
    for member in union.members {
      let places = union.definition.members.filter { $0.value == member }.map(\.location)
      if schema.objectType(member) == nil {
        report("Union type \(union.name) can only include Object types, it cannot include \(member).", at: places)
      } else if !included.insert(member).inserted {
        report("Union type \(union.name) can only include type \(member) once.", at: places)
      }
    }
  }

  mutating func check(_ enumeration: EnumType) {
    if enumeration.values.isEmpty {
      report(
        "Enum type \(enumeration.name) must define one or more values.",
        at: [enumeration.definition.location] + enumeration.extensionLocations)
    }
    for value in enumeration.values {
      checkName(value.name.value, at: value.location)
      checkText(of: "reason", in: value.directives, "deprecated")
    }
  }

  mutating func check(_ input: InputObjectType) {
    if input.fields.isEmpty {
      report(
        "Input Object type \(input.name) must define one or more fields.", at: [input.definition.location] + input.extensionLocations)
    }
    for field in input.fields {
      let subject = "\(input.name).\(field.name)"
      checkName(field.name.value, at: field.location)
      if !isInput(field.type) {
        report("The type of \(subject) must be Input Type but got: \(field.type).", at: [field.type.location])
      }
      checkIsNotRequiredAndDeprecated(field, "input field \(subject)")
      checkDefaultValue(of: field, subject)
      guard input.isOneOf else { continue }
      if field.type.isNonNull { report("OneOf input field \(subject) must be nullable.", at: [field.type.location]) }
      if field.defaultValue != nil { report("OneOf input field \(subject) cannot have a default value.", at: [field.location]) }
    }
    for cycle in inputCycles.find(from: input, in: schema) {
      let path = cycle.fields.map(\.name.value).joined(separator: ".")
      report(
        "Cannot reference Input Object \"\(cycle.type)\" within itself through a series of non-null fields: \"\(path)\".",
        at: cycle.fields.map(\.location))
    }
  }
}
