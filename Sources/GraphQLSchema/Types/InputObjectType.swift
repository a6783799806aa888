import GraphQLLanguage

/// An input object type.
public final class InputObjectType: Sendable {
  /// Its name.
  public let name: String
  /// Its definition with all extensions merged in.
  public let definition: InputObjectTypeDefinition
  /// Where its extensions stand.
  public let extensionLocations: [SourceLocation]
  private let fieldIndex: [String: Int]
  /// Whether exactly one field must be given: it has `@oneOf`.
  public let isOneOf: Bool

  init(_ definition: InputObjectTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    fieldIndex = Dictionary(definition.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    isOneOf = definition.directives.contains { $0.name.value == "oneOf" }
  }

  /// Its fields.
  public var fields: [InputValueDefinition] { definition.fields }

  /// Its field of a name; nil when there is none.
  public func field(_ name: String) -> InputValueDefinition? {
    fieldIndex[name].map { definition.fields[$0] }
  }

  /// The directives applied to it.
  public var directives: [Directive] { definition.directives }
}
