import GraphQLLanguage

extension Schema {
  /// All errors of the type system; empty when it is valid.
  ///
  /// Source: GraphQL specification, section 3, the "Type Validation" of each kind of type.
  public func typeSystemErrors() -> [GraphQLError] {
    var checks = TypeSystemChecks(self)
    checks.run()
    return checks.errors
  }
}

/// Checks the root types, the directives and the types of a schema, in this order.
private struct TypeSystemChecks {
  let schema: Schema
  var errors: [GraphQLError] = []
  var inputCycles = InputCycles()

  init(_ schema: Schema) {
    self.schema = schema
  }

  mutating func report(_ message: String, at locations: [SourceLocation] = []) {
    errors.append(GraphQLError(message, locations: locations))
  }

  mutating func run() {
    checkRootTypes()
    for directive in schema.directives { check(directive) }
    for type in schema.types {
      if !schema.isIntrospectionType(type.name) { checkName(type.name, at: type.definition.location) }
      switch type {
      case .object(let object):
        checkFields(of: type, extensions: object.extensionLocations)
        checkInterfaces(of: type, declared: object.definition.interfaces, extensions: object.extensionLocations)
      case .interface(let interface):
        checkFields(of: type, extensions: interface.extensionLocations)
        checkInterfaces(of: type, declared: interface.definition.interfaces, extensions: interface.extensionLocations)
      case .union(let union): check(union)
      case .enumeration(let enumeration): check(enumeration)
      case .inputObject(let input): check(input)
      case .scalar(let scalar): checkText(of: "url", in: scalar.directives, "specifiedBy")
      }
    }
    checkDefaultValueCycles()
  }

  /// Section 3.3.1 Root Operation Types
  private mutating func checkRootTypes() {
    if schema.rootTypeNames[.query] == nil {
      report("Query root type must be provided.", at: schema.definition.map { [$0.location] } ?? [])
    }
    for (operation, kind) in [(OperationType.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription")] {
      guard let name = schema.rootTypeNames[operation], let type = schema.type(name.value) else { continue }
      if case .object = type { continue }
      let condition = operation == .query ? "" : " if provided"
      report(
        "\(kind) root type must be Object type\(condition), it cannot be \(type.name).",
        at: [name.location.isKnown ? name.location : type.definition.location])
    }
  }

  /// Section 3.13 Directives, Type Validation
  private mutating func check(_ directive: DirectiveDefinition) {
    checkName(directive.name.value, at: directive.location)
    if directive.locations.isEmpty {
      report("Directive @\(directive.name) must include 1 or more locations.", at: [directive.location])
    }
    for argument in directive.arguments {
      checkName(argument.name.value, at: argument.location)
      if !isInput(argument.type) {
        report(
          "The type of @\(directive.name)(\(argument.name):) must be Input Type but got: \(argument.type).", at: [argument.location])
      }
      checkIsNotRequiredAndDeprecated(argument, "argument @\(directive.name)(\(argument.name):)")
      checkDefaultValue(of: argument, "@\(directive.name)(\(argument.name):)")
    }
  }

  // MARK: shared by the kinds of type

  /// Section 2.1.9 Reserved Names
  mutating func checkName(_ name: String, at location: SourceLocation) {
    guard name.hasPrefix("__") else { return }
    report("Name \"\(name)\" must not begin with \"__\", which is reserved by GraphQL introspection.", at: [location])
  }

  /// Section 3.13.3: a required argument or input field cannot be deprecated.
  mutating func checkIsNotRequiredAndDeprecated(_ node: InputValueDefinition, _ subject: String) {
    checkText(of: "reason", in: node.directives, "deprecated")
    guard node.isRequired, let directive = node.directives.first(where: { $0.name.value == "deprecated" }) else { return }
    report("Required \(subject) cannot be deprecated.", at: [directive.location, node.type.location])
  }

  /// Sections 3.13.3 and 3.13.4: an argument that the type system reads is a string.
  mutating func checkText(of argument: String, in directives: [Directive], _ name: String) {
    for directive in directives where directive.name.value == name {
      guard let value = directive.value(of: argument), value.stringValue == nil else { continue }
      report("Argument \"\(argument)\" has invalid value \(Printer.text(of: value)).", at: [value.location])
    }
  }

  func isInput(_ reference: TypeReference) -> Bool {
    schema.namedType(of: reference)?.isInput ?? false
  }

  func isOutput(_ reference: TypeReference) -> Bool {
    schema.namedType(of: reference)?.isOutput ?? false
  }
}

/// Sections 3.6 to 3.10, "Type Validation" of objects, interfaces, unions, enums and input objects.
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
      let locations = union.definition.members.filter { $0.value == member }.map(\.location)
      if schema.objectType(member) == nil {
        report("Union type \(union.name) can only include Object types, it cannot include \(member).", at: locations)
      } else if !included.insert(member).inserted {
        report("Union type \(union.name) can only include type \(member) once.", at: locations)
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

/// Section 3.6.1, IsValidImplementation()
extension TypeSystemChecks {
  mutating func checkInterfaces(of type: NamedType, declared: [Name], extensions: [SourceLocation]) {
    var seen: Set<String> = []
    for name in declared {
      let locations = declared.filter { $0.value == name.value }.map(\.location)
      guard case .interface(let interface) = schema.type(name.value) else {
        report("Type \(type.name) must only implement Interface types, it cannot implement \(name).", at: locations)
        continue
      }
      if interface.name == type.name {
        report("Type \(type.name) cannot implement itself because it would create a circular reference.", at: locations)
      }
      guard seen.insert(interface.name).inserted else {
        report("Type \(type.name) can only implement \(interface.name) once.", at: locations)
        continue
      }
      checkAncestors(of: interface, implementedBy: type, declared: declared, locations: locations)
      for field in interface.fields { check(type, implements: field, of: interface, extensions: extensions) }
    }
  }

  private mutating func checkAncestors(
    of interface: InterfaceType, implementedBy type: NamedType, declared: [Name], locations: [SourceLocation]
  ) {
    for ancestor in interface.definition.interfaces where !declared.contains(where: { $0.value == ancestor.value }) {
      let ancestorLocations = interface.definition.interfaces.filter { $0.value == ancestor.value }.map(\.location)
      if ancestor.value == type.name {
        report(
          "Type \(type.name) cannot implement \(interface.name) because it would create a circular reference.",
          at: ancestorLocations + locations)
      } else {
        report(
          "Type \(type.name) must implement \(ancestor) because it is implemented by \(interface.name).", at: ancestorLocations + locations)
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

/// Sections 3.6, 3.10 and 3.13, "Type Validation" of default values.
extension TypeSystemChecks {
  /// The default value of an argument or an input field can be coerced to its type.
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
      // A single value is coerced to a list with one element.
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
