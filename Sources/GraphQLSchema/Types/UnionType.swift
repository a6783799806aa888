import GraphQLLanguage

/// A union type.
public final class UnionType: Sendable {
  /// Its name.
  public let name: String
  /// Its definition with all extensions merged in.
  public let definition: UnionTypeDefinition
  /// Where its extensions stand.
  public let extensionLocations: [SourceLocation]

  init(_ definition: UnionTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
  }

  /// The names of the object types it is one of.
  public var members: [String] { definition.members.map(\.value) }

  /// The directives applied to it.
  public var directives: [Directive] { definition.directives }
}
