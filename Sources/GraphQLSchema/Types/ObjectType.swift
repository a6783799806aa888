import GraphQLLanguage

/// An object type.
public final class ObjectType: Sendable {
  /// Its name.
  public let name: String
  /// Its definition with all extensions merged in.
  public let definition: ObjectTypeDefinition
  /// Where its extensions stand.
  public let extensionLocations: [SourceLocation]
  private let fieldIndex: [String: Int]

  init(_ definition: ObjectTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    fieldIndex = Dictionary(definition.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Its fields.
  public var fields: [FieldDefinition] { definition.fields }

  /// Its field of a name; nil when there is none. Meta-fields are not its own: see `Schema.field(_:of:)`.
  public func field(_ name: String) -> FieldDefinition? {
    fieldIndex[name].map { definition.fields[$0] }
  }

  /// The names of the interfaces it implements.
  public var interfaces: [String] { definition.interfaces.map(\.value) }

  /// The directives applied to it.
  public var directives: [Directive] { definition.directives }
}
