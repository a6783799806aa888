import GraphQLLanguage

/// Applied directives: known, in a valid place, unique where they must be, with known and required arguments.
extension DocumentChecks {
  mutating func check(_ nodes: [Directive], on location: DirectiveLocation) {
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
      for (name, places) in node.arguments.map(\.name).repeated {
        errors.append(GraphQLError("There can be only one argument named \"\(name)\".", locations: places))
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

  /// A directive that is not repeatable is applied once to a node.
  mutating func checkDirectivesAreUnique(_ nodes: [Directive]) {
    guard nodes.count > 1 else { return }
    var met: [String: SourceLocation] = [:]
    checkDirectivesAreUnique(nodes, in: &met)
  }

  /// The same across a type and its extensions.
  mutating func checkTypeDirectivesAreUnique(_ type: TypeDefinition) {
    guard !type.directives.isEmpty else { return }
    var met = typeDirectivesMet[type.name.value] ?? [:]
    checkDirectivesAreUnique(type.directives, in: &met)
    typeDirectivesMet[type.name.value] = met
  }

  /// The same, with directives met before.
  mutating func checkDirectivesAreUnique(_ nodes: [Directive], in met: inout [String: SourceLocation]) {
    for node in nodes {
      guard let definition = directives[node.name.value], !definition.isRepeatable else { continue }
      if let first = met[node.name.value] {
        report("The directive \"@\(node.name)\" can only be used once at this location.", at: first, node.location)
      } else {
        met[node.name.value] = node.location
      }
    }
  }

  /// A field of an input object literal is given once.
  mutating func checkFieldsAreUnique(_ value: Value) {
    switch value.content {
    case .list(let values): for value in values { checkFieldsAreUnique(value) }
    case .object(let fields):
      var met: [String: SourceLocation] = [:]
      for field in fields {
        if let first = met[field.name.value] {
          report("There can be only one input field named \"\(field.name)\".", at: first, field.name.location)
        } else {
          met[field.name.value] = field.name.location
        }
        checkFieldsAreUnique(field.value)
      }
    default: break
    }
  }
}
