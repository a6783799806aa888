import GraphQLLanguage

/// A scalar type.
public final class ScalarType: Sendable {
  /// Its name.
  public let name: String
  /// Its definition with all extensions merged in.
  public let definition: ScalarTypeDefinition
  /// Where its extensions stand.
  public let extensionLocations: [SourceLocation]

  init(_ definition: ScalarTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
  }

  /// The directives applied to it.
  public var directives: [Directive] { definition.directives }

  /// Where its format is specified: the argument of `@specifiedBy`; nil when not said.
  public var specifiedByURL: String? {
    definition.directives.last { $0.name.value == "specifiedBy" }?.value(of: "url")?.stringValue
  }

  /// Whether the specification defines it: `Int`, `Float`, `String`, `Boolean` or `ID`.
  public var isBuiltIn: Bool { BuiltInDefinitions.scalarNames.contains(name) }
}
