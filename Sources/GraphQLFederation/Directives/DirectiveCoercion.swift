import GraphQLLanguage

/// Checks the arguments of a directive against its declaration and adds the defaults of absent ones.
///
/// Source: GraphQL specification, section 6.4.1, CoerceArgumentValues.
struct DirectiveCoercion {
  private let declarations: DirectiveDeclarations
  private let file: String
  private let directive: Directive
  private var errors: [CompositionError] = []

  /// The directive with all arguments that have a value. Wrong arguments are left out.
  static func coerced(
    _ directive: Directive, as definition: DirectiveDefinition, in declarations: DirectiveDeclarations, file: String,
    errors: inout [CompositionError]
  ) -> Directive {
    var coercion = DirectiveCoercion(declarations: declarations, file: file, directive: directive)
    let written = directive.arguments.map { Value.ObjectField(name: $0.name, value: $0.value, location: $0.location) }
    let fields = coercion.coerced(written, definition.arguments, label: "@\(directive.name)", at: directive.location)
    errors += coercion.errors
    var result = directive
    result.arguments = fields.map { Argument(name: $0.name, value: $0.value, location: $0.location) }
    return result
  }

  private init(declarations: DirectiveDeclarations, file: String, directive: Directive) {
    self.declarations = declarations
    self.file = file
    self.directive = directive
  }

  private mutating func fail(_ message: String, at location: SourceLocation, near: [String] = []) {
    // A default has no location.
    let location = location.isKnown ? location : directive.location
    errors.append(
      CompositionError(
        "\(message).\(Suggestion.question(near))", code: declarations.code, at: SourcePosition(file: file, location: location)))
  }

  private mutating func coerced(
    _ written: [Value.ObjectField], _ definitions: [InputValueDefinition], label: String, at location: SourceLocation
  ) -> [Value.ObjectField] {
    for field in written where !definitions.contains(where: { $0.name.value == field.name.value }) {
      let near = Suggestion.list(for: field.name.value, among: definitions.map(\.name.value).sorted())
      fail("\(label) has no argument \"\(field.name)\"", at: field.name.location, near: near)
    }
    for (index, field) in written.enumerated() where written[..<index].contains(where: { $0.name.value == field.name.value }) {
      fail("\(label) has the argument \"\(field.name)\" more than once", at: field.name.location)
    }
    var fields: [Value.ObjectField] = []
    for definition in definitions {
      let name = definition.name.value
      let given = written.first { $0.name.value == name }
      if given == nil, definition.defaultValue == nil, definition.type.isNonNull { fail("\(label) needs \(name)", at: location) }
      guard let value = given?.value ?? definition.defaultValue, let value = coerced(value, definition.type, name, label: label)
      else { continue }
      fields.append(Value.ObjectField(name: definition.name, value: value, location: given?.location ?? .unknown))
    }
    return fields
  }

  /// Nil for null and for a value that is not of the type. A single value is a list of one.
  private mutating func coerced(_ value: Value, _ type: TypeReference, _ name: String, label: String) -> Value? {
    if value.isNull {
      if type.isNonNull { fail("\(label) needs \(name)", at: value.location) }
      return nil
    }
    guard case .list(let inner, _) = type.nullable else { return coerced(value, named: type, name, label: label) }
    if case .list = inner.nullable { return coercedLists(value, inner, name, label: label) }
    guard case .list(let elements) = value.content else {
      return coerced(value, named: inner, name, label: label, isElement: true).map { Value(.list([$0]), location: value.location) }
    }
    var coercedElements: [Value] = []
    for element in elements {
      guard let element = coerced(element, named: inner, name, label: label, isElement: true) else { return nil }
      coercedElements.append(element)
    }
    return Value(.list(coercedElements), location: value.location)
  }

  /// A list of lists must be written as one: by the rule for single values, `["a", "b"]` would be two lists, and so a choice between both.
  private mutating func coercedLists(_ value: Value, _ type: TypeReference, _ name: String, label: String) -> Value? {
    guard case .list(let elements) = value.content,
      elements.allSatisfy({ if case .list = $0.content { true } else { false } })
    else {
      fail("\(label) \(name) must be a list of lists, such as [[\"a\", \"b\"], [\"c\"]]", at: value.location)
      return nil
    }
    var lists: [Value] = []
    for element in elements {
      guard let list = coerced(element, type, name, label: label) else { return nil }
      lists.append(list)
    }
    return Value(.list(lists), location: value.location)
  }

  private mutating func coerced(
    _ value: Value, named type: TypeReference, _ name: String, label: String, isElement: Bool = false
  ) -> Value? {
    let expected: String
    var near: [String] = []
    switch declarations.types[type.namedType.value] {
    case .enumeration(let node):
      let names = node.values.map(\.name.value).sorted()
      if case .enumeration(let text) = value.content, names.contains(text) { return value }
      expected = "one of \(names.joined(separator: ", "))"
      let written: String? = if case .enumeration(let text) = value.content { text } else { value.stringValue }
      near = written.map { Suggestion.list(for: $0, among: names) } ?? []
    case .inputObject(let node):
      if case .object(let fields) = value.content {
        return Value(.object(coerced(fields, node.fields, label: "\(label) \(name):", at: value.location)), location: value.location)
      }
      expected = isElement ? "a list of objects" : "an object"
    default:
      switch type.namedType.value {
      // Which text is a field set is checked where it is read: each directive has a code of its own.
      case FederationDirectives.fieldSet, FederationDirectives.linkImport: return value
      case "Int":
        if value.intValue != nil { return value }
        expected = "a whole number"
      case "Boolean":
        if value.booleanValue != nil { return value }
        expected = "true or false"
      case "Float":
        switch value.content {
        case .int, .float: return value
        default: expected = "a number"
        }
      case "ID" where value.intValue != nil: return value
      case let name where declarations.hasOpenScalars && name != "String" && name != "ID": return value
      default:
        if value.stringValue != nil { return value }
        expected = isElement ? "a list of strings" : "a string"
      }
    }
    fail("\(label) \(name) must be \(expected)", at: value.location, near: near)
    return nil
  }
}
