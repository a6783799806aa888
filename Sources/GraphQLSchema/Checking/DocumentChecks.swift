import GraphQLLanguage

/// Checks what can be said of a schema document before a schema is made of it: names are unique and known, extensions fit, directives fit.
///
/// One walk in the order of the text; at each node the checks run in graphql-js's order of rules.
struct DocumentChecks {
  var errors: [GraphQLError] = []

  // What the whole document defines.
  let typeKinds: [String: (kind: TypeKind, location: SourceLocation)]
  let directives: [String: DirectiveDefinition]
  let typeNames: [String]

  // What was met so far.
  var schemaDefinitions = 0
  var rootTypes: [OperationType: SourceLocation] = [:]
  var typesMet: [String: SourceLocation] = [:]
  var directivesMet: [String: SourceLocation] = [:]
  var fieldsMet: [String: [String: SourceLocation]] = [:]
  var enumValuesMet: [String: [String: SourceLocation]] = [:]
  var schemaDirectivesMet: [String: SourceLocation] = [:]
  var typeDirectivesMet: [String: [String: SourceLocation]] = [:]

  /// All errors of a schema document, in the order of its text.
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

  mutating func report(_ message: String, at locations: SourceLocation...) {
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
      if let first = typesMet[node.name.value] {
        report("There can be only one type named \"\(node.name)\".", at: first, node.name.location)
      } else {
        typesMet[node.name.value] = node.name.location
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
    var met = schemaDirectivesMet
    checkDirectivesAreUnique(node.directives, in: &met)
    schemaDirectivesMet = met
    check(node.directives, on: .schema)
    for root in node.operationTypes { checkIsKnown(root.type) }
  }

  private mutating func check(_ node: DirectiveDefinition) {
    checkArgumentsAreUnique(node.arguments, of: "@\(node.name)")
    if let first = directivesMet[node.name.value] {
      report("There can be only one directive named \"@\(node.name)\".", at: first, node.name.location)
    } else {
      directivesMet[node.name.value] = node.name.location
    }
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
  }

  /// An extension extends a type of its kind.
  private mutating func checkExtension(_ node: TypeDefinition) {
    // Section 3.10.3: what makes a type a choice of one field stands in its definition.
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

  /// A type that is referred to exists.
  mutating func checkIsKnown(_ name: Name) {
    guard typeKinds[name.value] == nil, !BuiltInDefinitions.typeNames.contains(name.value) else { return }
    let suggestion = Suggestion.question(Suggestion.list(for: name.value, among: BuiltInDefinitions.typeNames.sorted() + typeNames))
    report("Unknown type \"\(name)\".\(suggestion)", at: name.location)
  }
}

/// The kinds of named type; the raw value is how an error names one.
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
