import GraphQLLanguage

/// Where each directive that composition knows may stand, and what it takes.
enum DirectiveRules {
  struct Rule {
    let locations: Set<DirectiveLocation>
    /// Arguments by name; true: it must be given.
    let arguments: [String: Bool]
    var isRepeatable = false
  }

  private static let everywhere: Set<DirectiveLocation> = [
    .fieldDefinition, .object, .interface, .union, .argumentDefinition, .scalar, .enum, .enumValue, .inputObject, .inputFieldDefinition,
    .schema,
  ]

  /// Apollo Federation 2's directives, by their own names.
  static let federation: [String: Rule] = [
    "key": Rule(locations: [.object, .interface], arguments: ["fields": true, "resolvable": false], isRepeatable: true),
    "shareable": Rule(locations: [.object, .fieldDefinition, .interface], arguments: [:], isRepeatable: true),
    "external": Rule(locations: [.object, .fieldDefinition], arguments: ["reason": false]),
    "requires": Rule(locations: [.fieldDefinition], arguments: ["fields": true]),
    "provides": Rule(locations: [.fieldDefinition], arguments: ["fields": true]),
    "override": Rule(locations: [.fieldDefinition], arguments: ["from": true, "label": false]),
    "inaccessible": Rule(locations: everywhere, arguments: [:]),
    "tag": Rule(locations: everywhere, arguments: ["name": true], isRepeatable: true),
    "extends": Rule(locations: [.object, .interface], arguments: [:]),
  ]

  /// Federation directives that are refused rather than ignored.
  static let unsupported: Set<String> = [
    "interfaceObject", "composeDirective", "authenticated", "requiresScopes", "policy", "context", "fromContext", "cost", "listSize",
  ]

  /// Directives that need no import: the language's, the connectors', and what may be ignored without changing what a client gets.
  static let always: Set<String> = ["link", "service", "rest", "json", "cacheControl", "deprecated", "specifiedBy", "oneOf"]
}

extension DirectiveLocation {
  /// A short name for the place where an enum type stands.
  static var `enum`: DirectiveLocation { enumeration }

  /// The words for a place.
  var words: String { rawValue.lowercased().split(separator: "_").joined(separator: " ") }
}
