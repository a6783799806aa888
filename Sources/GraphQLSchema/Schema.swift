import GraphQLLanguage

/// A GraphQL schema: types, directives and root operation types. Immutable.
///
/// Elements are the nodes of the schema document with extensions merged in, so applied directives, descriptions and places stay on each.
/// Source: GraphQL specification, section 3 "Type System".
public final class Schema: Sendable {
  /// All types: the document's own in its order, each built-in scalar behind its first use, introspection's at the end.
  public let types: [NamedType]
  /// All directives that may be applied: the document's own, then the built-in ones.
  public let directives: [DirectiveDefinition]
  /// `schema { }` with its extensions merged in; nil when the document has none.
  public let definition: SchemaDefinition?
  /// The root types by kind of operation, also those that are no object types.
  let rootTypeNames: [OperationType: Name]

  private let typeIndex: NameTable<NamedType>
  let selectableTypes: SelectableTypes
  private let directiveIndex: [String: DirectiveDefinition]
  private let possibleTypeNames: [String: Set<String>]
  private let possibleObjects: [String: [ObjectType]]
  private let implementingInterfaces: [String: [InterfaceType]]

  /// Builds a schema from schema documents and checks it.
  ///
  /// - Throws: all errors of the documents, or else all errors of the type system that they define.
  public convenience init(documents: [Document]) throws(SchemaError) {
    let document = Document(definitions: documents.flatMap(\.definitions))
    let documentErrors = DocumentChecks.errors(in: document)
    guard documentErrors.isEmpty else { throw SchemaError(errors: documentErrors) }
    self.init(unchecked: document)
    let errors = typeSystemErrors()
    guard errors.isEmpty else { throw SchemaError(errors: errors) }
  }

  /// Builds a schema from one schema document and checks it.
  public convenience init(document: Document) throws(SchemaError) {
    try self.init(documents: [document])
  }

  /// Builds a schema from the text of a schema document and checks it.
  public convenience init(source: String) throws(SchemaError) {
    let document: Document
    do { document = try Parser.parse(source, limits: .schema) } catch { throw SchemaError(errors: [error]) }
    try self.init(document: document)
  }

  /// Builds a schema without any check. What is wrong is left out, or found by `typeSystemErrors()`.
  package init(unchecked document: Document) {
    let merged = MergedDefinitions(document)
    types = merged.types
    directives = merged.directives
    definition = merged.schema
    rootTypeNames = merged.rootTypeNames
    let typeIndex = NameTable(merged.types.map { ($0.name, $0) })
    self.typeIndex = typeIndex
    selectableTypes = SelectableTypes(merged.types, queryType: merged.rootTypeNames[.query]?.value)
    directiveIndex = Dictionary(directives.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })

    var objects: [String: [ObjectType]] = [:]
    var interfaces: [String: [InterfaceType]] = [:]
    for type in types {
      switch type {
      case .object(let object): for name in object.interfaces { objects[name, default: []].append(object) }
      case .interface(let interface): for name in interface.interfaces { interfaces[name, default: []].append(interface) }
      case .union(let union):
        objects[union.name] = union.members.compactMap { if case .object(let object) = typeIndex[$0] { object } else { nil } }
      default: continue
      }
    }
    possibleObjects = objects
    possibleTypeNames = objects.mapValues { Set($0.map(\.name)) }
    implementingInterfaces = interfaces
  }

  // MARK: look-up

  /// The type of a name; nil when there is none.
  public func type(_ name: String) -> NamedType? { typeIndex[name] }

  /// The named type inside a type's wrappers; nil when there is none of that name.
  public func namedType(of reference: TypeReference) -> NamedType? { typeIndex[reference.namedType.value] }

  /// The object type of a name; nil when there is none.
  public func objectType(_ name: String) -> ObjectType? {
    if case .object(let type) = typeIndex[name] { type } else { nil }
  }

  /// The directive of a name, without `@`; nil when there is none.
  public func directive(_ name: String) -> DirectiveDefinition? { directiveIndex[name] }

  /// The root type of a kind of operation; nil when the schema does not have that kind.
  public func rootType(for operation: OperationType) -> ObjectType? {
    rootTypeNames[operation].flatMap { objectType($0.value) }
  }

  /// The root type of queries.
  public var queryType: ObjectType? { rootType(for: .query) }

  /// The field that a selection on a type means: the type's own, or a meta-field (`__typename`, `__schema`, `__type`).
  public func field(_ name: String, of type: NamedType) -> FieldDefinition? {
    guard name.utf8.first == UInt8(ascii: "_") else { return type.field(name) }
    switch name {
    case "__typename" where type.isComposite: return BuiltInDefinitions.typenameField
    case "__schema" where type.name == rootTypeNames[.query]?.value: return BuiltInDefinitions.schemaField
    case "__type" where type.name == rootTypeNames[.query]?.value: return BuiltInDefinitions.typeField
    default: return type.field(name)
    }
  }

  /// Whether a type is one of introspection's, for example `__Type`.
  public func isIntrospectionType(_ name: String) -> Bool { BuiltInDefinitions.introspectionTypeNames.contains(name) }

  // MARK: abstract types

  /// The object types that a value of a type may have: the type's members or implementations, or the type itself.
  public func possibleTypes(of type: NamedType) -> [ObjectType] {
    if case .object(let object) = type { return [object] }
    return possibleObjects[type.name] ?? []
  }

  /// Whether an object type is a member or an implementation of an abstract type.
  public func isPossible(_ object: String, of abstract: String) -> Bool {
    possibleTypeNames[abstract]?.contains(object) ?? false
  }

  /// The interfaces that implement an interface.
  public func interfaces(implementing interface: String) -> [InterfaceType] {
    implementingInterfaces[interface] ?? []
  }
}
