import GraphQLLanguage

/// A GraphQL schema: types, directives and root operation types. Immutable.
///
/// The elements are the nodes of the schema document with their applied directives, descriptions and locations; extensions are merged in.
/// Source: GraphQL specification, section 3 "Type System".
public final class Schema: Sendable {
  /// The types of the document in its order, each built-in scalar after the first type that references it, the introspection types last.
  public let types: [NamedType]
  /// The directives of the document, then the built-in ones.
  public let directives: [DirectiveDefinition]
  /// `schema { }` with its extensions merged in; nil when the document has none.
  public let definition: SchemaDefinition?
  /// The root types, also those that are not object types.
  let rootTypeNames: [OperationType: Name]

  private let typeIndex: NameTable<NamedType>
  let selectableTypes: SelectableTypes
  private let directiveIndex: [String: DirectiveDefinition]
  private let possibleTypeNames: [String: Set<String>]
  private let possibleObjects: [String: [ObjectType]]
  private let implementingInterfaces: [String: [InterfaceType]]

  /// Builds a schema from schema documents and checks it.
  ///
  /// - Throws: all errors in the documents; when there are none, all errors of the type system that they define.
  public convenience init(documents: [Document]) throws(SchemaError) {
    let document = Document(definitions: documents.flatMap(\.definitions))
    let documentErrors = DocumentChecks.errors(in: document)
    guard documentErrors.isEmpty else { throw SchemaError(errors: documentErrors) }
    self.init(unchecked: document)
    let errors = typeSystemErrors()
    guard errors.isEmpty else { throw SchemaError(errors: errors) }
  }

  public convenience init(document: Document) throws(SchemaError) {
    try self.init(documents: [document])
  }

  public convenience init(source: String) throws(SchemaError) {
    let document: Document
    do { document = try Parser.parse(source, limits: .schema) } catch { throw SchemaError(errors: [error]) }
    try self.init(document: document)
  }

  /// Builds a schema without checks. It leaves out what is invalid, or `typeSystemErrors()` reports it.
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

  public func type(_ name: String) -> NamedType? { typeIndex[name] }

  /// The named type inside all list and non-null wrappers.
  public func namedType(of reference: TypeReference) -> NamedType? { typeIndex[reference.namedType.value] }

  public func objectType(_ name: String) -> ObjectType? {
    if case .object(let type) = typeIndex[name] { type } else { nil }
  }

  /// The name is without `@`.
  public func directive(_ name: String) -> DirectiveDefinition? { directiveIndex[name] }

  /// Nil when the schema does not support the operation type.
  public func rootType(for operation: OperationType) -> ObjectType? {
    rootTypeNames[operation].flatMap { objectType($0.value) }
  }

  public var queryType: ObjectType? { rootType(for: .query) }

  /// The field that a selection on a type selects: a field of the type, or a meta-field (`__typename`, `__schema`, `__type`).
  public func field(_ name: String, of type: NamedType) -> FieldDefinition? {
    guard name.utf8.first == UInt8(ascii: "_") else { return type.field(name) }
    switch name {
    case "__typename" where type.isComposite: return BuiltInDefinitions.typenameField
    case "__schema" where type.name == rootTypeNames[.query]?.value: return BuiltInDefinitions.schemaField
    case "__type" where type.name == rootTypeNames[.query]?.value: return BuiltInDefinitions.typeField
    default: return type.field(name)
    }
  }

  /// Whether a type is an introspection type, for example `__Type`.
  public func isIntrospectionType(_ name: String) -> Bool { BuiltInDefinitions.introspectionTypeNames.contains(name) }

  // MARK: abstract types

  /// GetPossibleTypes(): the members of a union, the implementations of an interface, or the object type itself.
  public func possibleTypes(of type: NamedType) -> [ObjectType] {
    if case .object(let object) = type { return [object] }
    return possibleObjects[type.name] ?? []
  }

  /// Whether an object type is a possible type of an abstract type.
  public func isPossible(_ object: String, of abstract: String) -> Bool {
    possibleTypeNames[abstract]?.contains(object) ?? false
  }

  public func interfaces(implementing interface: String) -> [InterfaceType] {
    implementingInterfaces[interface] ?? []
  }
}

extension Schema {
  /// Section 3.6.1, IsSubType()
  public func isSubtype(_ type: TypeReference, of expected: TypeReference) -> Bool {
    switch (type, expected) {
    case (.nonNull(let inner, _), .nonNull(let expectedInner, _)): isSubtype(inner, of: expectedInner)
    case (.nonNull(let inner, _), _): isSubtype(inner, of: expected)
    case (.list(let inner, _), .list(let expectedInner, _)): isSubtype(inner, of: expectedInner)
    case (.named(let name), .named(let expectedName)): isSubtype(name.value, of: expectedName.value)
    default: false
    }
  }

  /// Whether a named type is the expected one, or a member or an implementation of it.
  public func isSubtype(_ name: String, of expected: String) -> Bool {
    if name == expected || isPossible(name, of: expected) { return true }
    if case .interface(let interface) = type(name) { return interface.interfaces.contains(expected) }
    return false
  }

  /// Section 5.5.2.3: whether two composite types have a possible type in common.
  public func overlaps(_ left: NamedType, _ right: NamedType) -> Bool {
    if left.name == right.name { return true }
    switch (left.isAbstract, right.isAbstract) {
    case (true, true): return possibleTypes(of: left).contains { isPossible($0.name, of: right.name) }
    case (true, false): return isPossible(right.name, of: left.name)
    case (false, true): return isPossible(left.name, of: right.name)
    case (false, false): return false
    }
  }
}

/// A schema document is invalid.
public struct SchemaError: Error, Sendable, CustomStringConvertible {
  /// At least one.
  public let errors: [GraphQLError]

  public init(errors: [GraphQLError]) {
    self.errors = errors
  }

  /// The messages with their locations, one per line.
  public var description: String {
    errors.map(\.description).joined(separator: "\n")
  }
}
