import GraphQLLanguage

/// An enum type.
public final class EnumType: Sendable {
  /// Its name.
  public let name: String
  /// Its definition with all extensions merged in.
  public let definition: EnumTypeDefinition
  /// Where its extensions stand.
  public let extensionLocations: [SourceLocation]
  private let valueIndex: [String: Int]

  init(_ definition: EnumTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    valueIndex = Dictionary(definition.values.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Its values.
  public var values: [EnumValueDefinition] { definition.values }

  /// Its value of a name; nil when there is none.
  public func value(_ name: String) -> EnumValueDefinition? {
    valueIndex[name].map { definition.values[$0] }
  }

  /// The directives applied to it.
  public var directives: [Directive] { definition.directives }
}
