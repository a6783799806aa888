import GraphQLLanguage

/// Checks a schema document before a schema is built from it: names are unique and defined, extensions and directives are valid.
///
/// One walk in the order of the source. At each node the checks run in the order of the rules of graphql-js.
struct DocumentChecks {
  private var errors: [GraphQLError] = []

  // The definitions in the whole document.
  private let typeKinds: [String: (kind: TypeKind, location: SourceLocation)]
  private let directives: [String: DirectiveDefinition]
  private let typeNames: [String]

  // The definitions and directives checked so far.
  private var schemaDefinitions = 0
  private var rootTypes: [OperationType: SourceLocation] = [:]
  private var seenTypes: [String: SourceLocation] = [:]
  private var seenDirectives: [String: SourceLocation] = [:]
  private var seenFields: [String: [String: SourceLocation]] = [:]
  private var seenEnumValues: [String: [String: SourceLocation]] = [:]
  private var seenSchemaDirectives: [String: SourceLocation] = [:]
  private var seenTypeDirectives: [String: [String: SourceLocation]] = [:]

  /// All errors in a schema document, in the order of the source.
  static func errors(in document: Document) -> [GraphQLError] {
    var checks = DocumentChecks(document)
    for definition in document.definitions { checks.check(definition) }
    return checks.errors
  }

  private init(_ document: Document) {
    var kinds: [String: (kind: TypeKind, location: SourceLocation)] = [:]
    var directives: [String: DirectiveDefinition] = [:]
    var names: [String] = []
    for directive in BuiltInDefinitions.directives { directives[directive.name.value] = directive }
    for definition in document.definitions {
      switch definition {
      case .type(let type):
        kinds[type.name.value] = (TypeKind(type), type.location)
        names.append(type.name.value)
      case .directive(let directive): directives[directive.name.value] = directive
      default: continue
      }
    }
    typeKinds = kinds
    self.directives = directives
    typeNames = names
  }

  private mutating func report(_ message: String, at locations: SourceLocation...) {
    errors.append(GraphQLError(message, locations: locations))
  }

  private mutating func check(_ definition: Definition) {
    switch definition {
    case .schema(let node):
      schemaDefinitions += 1
      if schemaDefinitions > 1 { report("Must provide only one schema definition.", at: node.location) }
      check(node)
    case .schemaExtension(let node): check(node)
    case .type(let node):
      if let first = seenTypes.insert(node.name) {
        report("There can be only one type named \"\(node.name)\".", at: first, node.name.location)
      }
      checkMembers(of: node)
      checkTypeDirectivesAreUnique(node)
      walk(node)
    case .typeExtension(let node):
      checkMembers(of: node)
      checkTypeDirectivesAreUnique(node)
      checkExtension(node)
      walk(node)
    case .directive(let node): check(node)
    case .operation, .fragment: break
    }
  }

  private mutating func check(_ node: SchemaDefinition) {
    for root in node.operationTypes {
      if let first = rootTypes[root.operation] {
        report("There can be only one \(root.operation.rawValue) type in schema.", at: first, root.location)
      } else {
        rootTypes[root.operation] = root.location
      }
    }
    var seen = seenSchemaDirectives
    checkDirectivesAreUnique(node.directives, in: &seen)
    seenSchemaDirectives = seen
    check(node.directives, on: .schema)
    for root in node.operationTypes { checkIsKnown(root.type) }
  }

  private mutating func check(_ node: DirectiveDefinition) {
    checkArgumentsAreUnique(node.arguments, of: "@\(node.name)")
    if let first = seenDirectives.insert(node.name) {
      report("There can be only one directive named \"@\(node.name)\".", at: first, node.name.location)
    }
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
  }

  /// An extension extends a type of the same kind.
  private mutating func checkExtension(_ node: TypeDefinition) {
    // Section 3.10.3: an extension cannot add `@oneOf`.
    if case .inputObject(let input) = node, let directive = input.directives.first(where: { $0.name.value == "oneOf" }) {
      report("The \"@oneOf\" directive must not be provided by an Input Object type extension.", at: directive.location)
    }
    if let (kind, location) = typeKinds[node.name.value] {
      guard kind != TypeKind(node) else { return }
      report("Cannot extend non-\(TypeKind(node).rawValue) type \"\(node.name)\".", at: location, node.location)
    } else {
      let suggestion = Suggestion.question(Suggestion.list(for: node.name.value, among: typeNames))
      report("Cannot extend type \"\(node.name)\" because it is not defined.\(suggestion)", at: node.name.location)
    }
  }

  /// Reports a reference to a type that does not exist.
  private mutating func checkIsKnown(_ name: Name) {
    guard typeKinds[name.value] == nil, !BuiltInDefinitions.typeNames.contains(name.value) else { return }
    let suggestion = Suggestion.question(Suggestion.list(for: name.value, among: BuiltInDefinitions.typeNames.sorted() + typeNames))
    report("Unknown type \"\(name)\".\(suggestion)", at: name.location)
  }
}

extension DocumentChecks {
  /// The names of fields, enum values and arguments are unique, also across extensions.
  private mutating func checkMembers(of node: TypeDefinition) {
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
    for name in names {
      guard let first = seenFields[type, default: [:]].insert(name) else { continue }
      report("Field \"\(type).\(name)\" can only be defined once.", at: first, name.location)
    }
  }

  private mutating func checkEnumValuesAreUnique(_ names: [Name], of type: String) {
    for name in names {
      guard let first = seenEnumValues[type, default: [:]].insert(name) else { continue }
      report("Enum value \"\(type).\(name)\" can only be defined once.", at: first, name.location)
    }
  }

  private mutating func checkArgumentsAreUnique(_ arguments: [InputValueDefinition], of parent: String) {
    guard arguments.count > 1 else { return }
    for (name, locations) in arguments.map(\.name).duplicates {
      errors.append(GraphQLError("Argument \"\(parent)(\(name):)\" can only be defined once.", locations: locations))
    }
  }

  private mutating func walk(_ node: TypeDefinition) {
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

  private mutating func walk(_ node: InputValueDefinition, on location: DirectiveLocation) {
    checkDirectivesAreUnique(node.directives)
    checkIsKnown(node.type.namedType)
    if let value = node.defaultValue { checkFieldsAreUnique(value) }
    check(node.directives, on: location)
  }
}

/// Section 5.7 and 5.4, for the directives in a schema document.
extension DocumentChecks {
  private mutating func check(_ nodes: [Directive], on location: DirectiveLocation) {
    for node in nodes {
      let definition = directives[node.name.value]
      if let definition {
        if !definition.locations.contains(where: { $0.value == location.rawValue }) {
          report("Directive \"@\(node.name)\" may not be used on \(location.rawValue).", at: node.location)
        }
        checkArgumentsAreKnown(node, definition)
      } else {
        report("Unknown directive \"@\(node.name)\".", at: node.location)
      }
      for (name, locations) in node.arguments.map(\.name).duplicates {
        errors.append(GraphQLError("There can be only one argument named \"\(name)\".", locations: locations))
      }
      for argument in node.arguments { checkFieldsAreUnique(argument.value) }
      if let definition { checkRequiredArguments(node, definition) }
    }
  }

  private mutating func checkArgumentsAreKnown(_ node: Directive, _ definition: DirectiveDefinition) {
    for argument in node.arguments where definition.argument(argument.name.value) == nil {
      let suggestion = Suggestion.question(Suggestion.list(for: argument.name.value, among: definition.arguments.map(\.name.value)))
      report("Unknown argument \"\(argument.name)\" on directive \"@\(node.name)\".\(suggestion)", at: argument.location)
    }
  }

  private mutating func checkRequiredArguments(_ node: Directive, _ definition: DirectiveDefinition) {
    for argument in definition.arguments where argument.isRequired && node.value(of: argument.name.value) == nil {
      report(
        "Directive \"@\(node.name)\" argument \"\(argument.name)\" of type \"\(argument.type)\" is required, but it was not provided.",
        at: node.location)
    }
  }

  /// Section 5.7.3: a directive that is not repeatable is applied at most once to a node.
  private mutating func checkDirectivesAreUnique(_ nodes: [Directive]) {
    guard nodes.count > 1 else { return }
    var seen: [String: SourceLocation] = [:]
    checkDirectivesAreUnique(nodes, in: &seen)
  }

  /// The same for a type and its extensions together.
  private mutating func checkTypeDirectivesAreUnique(_ type: TypeDefinition) {
    guard !type.directives.isEmpty else { return }
    var seen = seenTypeDirectives[type.name.value] ?? [:]
    checkDirectivesAreUnique(type.directives, in: &seen)
    seenTypeDirectives[type.name.value] = seen
  }

  /// The same, together with the directives in `seen`.
  private mutating func checkDirectivesAreUnique(_ nodes: [Directive], in seen: inout [String: SourceLocation]) {
    for node in nodes {
      guard directives[node.name.value]?.isRepeatable == false, let first = seen.insert(node.name, at: node.location) else { continue }
      report("The directive \"@\(node.name)\" can only be used once at this location.", at: first, node.location)
    }
  }

  /// Section 5.6.3: a field of an input object is provided at most once.
  private mutating func checkFieldsAreUnique(_ value: Value) {
    switch value.content {
    case .list(let values): for value in values { checkFieldsAreUnique(value) }
    case .object(let fields):
      var seen: [String: SourceLocation] = [:]
      for field in fields {
        if let first = seen.insert(field.name) {
          report("There can be only one input field named \"\(field.name)\".", at: first, field.name.location)
        }
        checkFieldsAreUnique(field.value)
      }
    default: break
    }
  }
}

/// The kinds of named types; the raw value is the name in error messages.
enum TypeKind: String {
  case scalar
  case object
  case interface
  case union
  case enumeration = "enum"
  case inputObject = "input object"

  init(_ definition: TypeDefinition) {
    switch definition {
    case .scalar: self = .scalar
    case .object: self = .object
    case .interface: self = .interface
    case .union: self = .union
    case .enumeration: self = .enumeration
    case .inputObject: self = .inputObject
    }
  }
}
