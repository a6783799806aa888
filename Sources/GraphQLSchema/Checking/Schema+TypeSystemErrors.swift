import GraphQLLanguage

extension Schema {
  /// Everything that is wrong with the type system; empty when it is valid.
  ///
  /// Source: GraphQL specification, section 3, the "Type Validation" of each kind of type.
  public func typeSystemErrors() -> [GraphQLError] {
    var checks = TypeSystemChecks(self)
    checks.run()
    return checks.errors
  }
}

/// Checks a schema's root types, directives and types, in this order.
struct TypeSystemChecks {
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
        checkInterfaces(of: type, written: object.definition.interfaces, extensions: object.extensionLocations)
      case .interface(let interface):
        checkFields(of: type, extensions: interface.extensionLocations)
        checkInterfaces(of: type, written: interface.definition.interfaces, extensions: interface.extensionLocations)
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
    for (operation, word) in [(OperationType.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription")] {
      guard let name = schema.rootTypeNames[operation], let type = schema.type(name.value) else { continue }
      if case .object = type { continue }
      let condition = operation == .query ? "" : " if provided"
      report(
        "\(word) root type must be Object type\(condition), it cannot be \(type.name).",
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

  /// Section 3.13.3: what must be given cannot be deprecated.
  mutating func checkIsNotRequiredAndDeprecated(_ node: InputValueDefinition, _ subject: String) {
    checkText(of: "reason", in: node.directives, "deprecated")
    guard node.isRequired, let directive = node.directives.first(where: { $0.name.value == "deprecated" }) else { return }
    report("Required \(subject) cannot be deprecated.", at: [directive.location, node.type.location])
  }

  /// Sections 3.13.3 and 3.13.4: the arguments that the type system itself reads are texts.
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
