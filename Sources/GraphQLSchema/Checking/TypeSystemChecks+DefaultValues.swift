import GraphQLLanguage

/// Sections 3.6, 3.10 and 3.13, "Type Validation": a default value suits its type, and is not in need of itself.
extension TypeSystemChecks {
  /// An argument's or an input field's default value can be coerced to its type.
  mutating func checkDefaultValue(of node: InputValueDefinition, _ subject: String) {
    guard let value = node.defaultValue else { return }
    check(value, as: node.type, of: subject)
  }

  private mutating func check(_ literal: Value, as type: TypeReference, of subject: String) {
    switch type {
    case .nonNull(let inner, _):
      guard !literal.isNull else { return refuse(literal, "Expected value of type \"\(type)\", found null.", of: subject) }
      check(literal, as: inner, of: subject)
    case .list(let inner, _):
      guard !literal.isNull else { return }
      // A single value is a list of one.
      guard case .list(let elements) = literal.content else { return check(literal, as: inner, of: subject) }
      for element in elements { check(element, as: inner, of: subject) }
    case .named(let name):
      guard !literal.isNull else { return }
      switch schema.type(name.value) {
      case .scalar(let scalar):
        if let problem = LeafLiteral.problem(of: literal, as: scalar) { refuse(literal, problem, of: subject) }
      case .enumeration(let enumeration):
        if case .enumeration(let value) = literal.content, enumeration.value(value) != nil { return }
        refuse(literal, "Value \"\(Printer.text(of: literal))\" does not exist in \"\(enumeration.name)\" enum.", of: subject)
      case .inputObject(let input): check(literal, as: input, of: subject)
      case .object, .interface, .union, nil: return
      }
    }
  }

  private mutating func check(_ literal: Value, as type: InputObjectType, of subject: String) {
    guard case .object(let fields) = literal.content else {
      return refuse(literal, "Expected value of type \"\(type.name)\", found \(Printer.text(of: literal)).", of: subject)
    }
    for field in fields {
      guard let definition = type.field(field.name.value) else {
        refuse(field.value, "Field \"\(field.name)\" is not defined by type \"\(type.name)\".", of: subject)
        continue
      }
      check(field.value, as: definition.type, of: subject)
    }
    for definition in type.fields where definition.isRequired && literal[definition.name.value] == nil {
      refuse(literal, "Field \"\(type.name).\(definition.name)\" of required type \"\(definition.type)\" was not provided.", of: subject)
    }
    if type.isOneOf, fields.count != 1 || fields.contains(where: \.value.isNull) {
      refuse(literal, "Exactly one key must be specified for OneOf type \"\(type.name)\".", of: subject)
    }
  }

  private mutating func refuse(_ literal: Value, _ reason: String, of subject: String) {
    report("\(subject) has invalid default value: \(reason)", at: [literal.location])
  }

  /// Section 3.10, InputObjectDefaultValueHasCycle()
  mutating func checkDefaultValueCycles() {
    for cycle in DefaultValueCycles(schema).find() {
      guard let first = cycle.first else { continue }
      let others = cycle.dropFirst().map(\.coordinate).joined(separator: ", ")
      report(
        "Invalid circular reference. The default value of Input Object field \(first.coordinate) references itself"
          + (others.isEmpty ? "." : " via the default values of: \(others)."), at: cycle.map(\.value.location))
    }
  }
}
