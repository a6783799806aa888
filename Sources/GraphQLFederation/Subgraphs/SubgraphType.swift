import GraphQLLanguage

/// The definition of a type in one subgraph.
public struct SubgraphType: Sendable {
  public enum Kind: String, Sendable {
    case scalar, object = "type", interface, union, enumeration = "enum", input
  }

  public let file: String
  public let name: String
  public let kind: Kind
  public let location: SourceLocation
  public private(set) var description: Description?
  public private(set) var directives: [Directive] = []
  /// The fields of an object or interface.
  public private(set) var fields: [FieldDefinition] = []
  /// The fields of an input object.
  public private(set) var inputFields: [InputValueDefinition] = []
  /// The values of an enum.
  public private(set) var values: [EnumValueDefinition] = []
  /// The interfaces of an object or interface, or the members of a union.
  public private(set) var members: [Name] = []
  public private(set) var keys: [EntityKey] = []
  private(set) var externalFields: Set<String> = []
  private(set) var shareableFields: Set<String> = []
  /// The fields that a key holds: those of the type's own keys, and those that a key selects in objects of this type.
  private(set) var keyFields: Set<String> = []
  private var fieldIndices: [String: Int] = [:]

  init(file: String, _ node: TypeDefinition) {
    self.file = file
    name = node.name.value
    kind = Self.kind(of: node)
    location = node.location
  }

  public var position: SourcePosition { SourcePosition(file: file, location: location) }

  public func field(_ name: String) -> FieldDefinition? { fieldIndices[name].map { fields[$0] } }

  /// Whether a field is `@external`.
  public func isExternal(_ name: String) -> Bool { externalFields.contains(name) }

  public func has(_ directive: String) -> Bool { directives.contains { $0.name.value == directive } }

  /// Whether a key holds the field, as a field of the entity or of an object in the key.
  public func isKeyField(_ name: String) -> Bool { keyFields.contains(name) }

  mutating func addKeyField(_ name: String) { keyFields.insert(name) }

  /// The field whose scalar value is an entity reference; nil without a key, or when the key has several fields.
  public var referenceKey: [String]? {
    guard let key = keys.first, key.fields.count == 1 else { return nil }
    return key.fields.first
  }

  mutating func merge(_ node: TypeDefinition, errors: inout [CompositionError]) {
    guard Self.kind(of: node) == kind else {
      errors.append(
        CompositionError(
          "\"\(name)\" is defined as \(kind.rawValue) and as \(Self.kind(of: node).rawValue).", code: .typeKindMismatch, at: position,
          SourcePosition(file: file, location: node.location)))
      return
    }
    description = description ?? node.description
    directives += node.directives
    for directive in node.directives where directive.name.value == "key" {
      readKey(directive, &errors)
    }
    switch node {
    case .scalar: break
    case .object(let node):
      members += node.interfaces
      add(node.fields, of: node.directives, &errors)
    case .interface(let node):
      members += node.interfaces
      add(node.fields, of: node.directives, &errors)
    case .union(let node): members += node.members
    case .enumeration(let node): add(node.values, to: \.values, \.name, &errors)
    case .inputObject(let node): add(node.fields, to: \.inputFields, \.name, &errors)
    }
  }

  private mutating func readKey(_ directive: Directive, _ errors: inout [CompositionError]) {
    let position = SourcePosition(file: file, location: directive.location)
    guard let text = directive.value(of: "fields")?.stringValue else {
      errors.append(CompositionError("@key needs fields: a string of field names.", code: .keyInvalidFieldsType, at: position))
      return
    }
    let isResolvable = directive.value(of: "resolvable")?.booleanValue == true
    do throws(GraphQLError) {
      keys.append(EntityKey(set: try FieldSet(text), isResolvable: isResolvable, location: directive.location))
    } catch {
      errors.append(CompositionError("@key(fields: \"\(text)\") is not a list of fields.", code: .keyInvalidFields, at: position))
    }
  }

  /// `@shareable` and `@external` on a type apply to the fields of that definition or extension.
  private mutating func add(_ nodes: [FieldDefinition], of directives: [Directive], _ errors: inout [CompositionError]) {
    let first = fields.count
    add(nodes, to: \.fields, \.name, &errors)
    for (index, field) in fields.enumerated().dropFirst(first) {
      let name = field.name.value
      fieldIndices[name] = index
      let applied = Set((directives + field.directives).map(\.name.value))
      if applied.contains("external") { externalFields.insert(name) }
      if applied.contains("shareable") { shareableFields.insert(name) }
    }
  }

  private mutating func add<Node>(
    _ nodes: [Node], to list: WritableKeyPath<SubgraphType, [Node]>, _ name: KeyPath<Node, Name>, _ errors: inout [CompositionError]
  ) {
    for node in nodes {
      if let other = self[keyPath: list].first(where: { $0[keyPath: name].value == node[keyPath: name].value }) {
        errors.append(
          CompositionError(
            "\"\(self.name).\(node[keyPath: name].value)\" is defined twice; remove one of them.", code: .invalidGraphQL,
            at: SourcePosition(file: file, location: other[keyPath: name].location),
            SourcePosition(file: file, location: node[keyPath: name].location)))
      } else {
        self[keyPath: list].append(node)
      }
    }
  }

  private static func kind(of node: TypeDefinition) -> Kind {
    switch node {
    case .scalar: .scalar
    case .object: .object
    case .interface: .interface
    case .union: .union
    case .enumeration: .enumeration
    case .inputObject: .input
    }
  }
}
