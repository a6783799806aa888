import GraphQLLanguage

/// What one subgraph says of a type.
public struct SubgraphType: Sendable {
  /// The kinds of type.
  public enum Kind: String, Sendable {
    /// One of the six kinds, by its keyword.
    case scalar, object = "type", interface, union, enumeration = "enum", input
  }

  /// The subgraph's file.
  public let file: String
  /// The type's name.
  public let name: String
  /// Its kind.
  public let kind: Kind
  /// Where it is first defined.
  public let location: SourceLocation
  /// What describes it, if anything does.
  public private(set) var description: Description?
  /// All directives applied to it.
  public private(set) var directives: [Directive] = []
  /// Its fields, of an object or interface.
  public private(set) var fields: [FieldDefinition] = []
  /// Its fields, of an input object.
  public private(set) var inputFields: [InputValueDefinition] = []
  /// Its values, of an enum.
  public private(set) var values: [EnumValueDefinition] = []
  /// Its interfaces, or the members of a union.
  public private(set) var members: [Name] = []
  /// Its `@key`s in their order.
  public private(set) var keys: [EntityKey] = []
  /// The fields that the subgraph does not have itself.
  private(set) var externalFields: Set<String> = []
  /// The fields that other subgraphs may have as well.
  private(set) var shareableFields: Set<String> = []
  private var fieldPlaces: [String: Int] = [:]

  init(file: String, _ node: TypeDefinition) {
    self.file = file
    name = node.name.value
    kind = Self.kind(of: node)
    location = node.location
  }

  /// The place of its first definition.
  public var place: Place { Place(file: file, location: location) }

  /// Its field of a name.
  public func field(_ name: String) -> FieldDefinition? { fieldPlaces[name].map { fields[$0] } }

  /// Whether a field is `@external`: declared here, and another subgraph's.
  public func isExternal(_ name: String) -> Bool { externalFields.contains(name) }

  /// Whether a directive is applied to it.
  public func has(_ directive: String) -> Bool { directives.contains { $0.name.value == directive } }

  /// Whether a field is the first step of one of its keys.
  public func isKeyField(_ name: String) -> Bool { keys.contains { $0.fields.contains { $0.first == name } } }

  /// The one field whose scalar value stands for a whole entity; nil without key, or when the key has several parts.
  public var referenceKey: [String]? {
    guard let key = keys.first, key.fields.count == 1 else { return nil }
    return key.fields.first
  }

  mutating func merge(_ node: TypeDefinition, errors: inout [CompositionError]) {
    guard Self.kind(of: node) == kind else {
      errors.append(
        CompositionError(
          "\"\(name)\" is defined as \(kind.rawValue) and as \(Self.kind(of: node).rawValue).", code: .typeKindMismatch, at: place,
          Place(file: file, location: node.location)))
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
    let place = Place(file: file, location: directive.location)
    guard let text = directive.value(of: "fields")?.stringValue else {
      errors.append(CompositionError("@key needs fields: a string of field names.", code: .keyInvalidFieldsType, at: place))
      return
    }
    let isResolvable = directive.value(of: "resolvable")?.booleanValue == true
    do throws(GraphQLError) {
      keys.append(EntityKey(set: try FieldSet(text), isResolvable: isResolvable, location: directive.location))
    } catch {
      errors.append(CompositionError("@key(fields: \"\(text)\") is no list of fields.", code: .keyInvalidFields, at: place))
    }
  }

  /// `@shareable` and `@external` on a type hold for the fields of that definition or extension.
  private mutating func add(_ nodes: [FieldDefinition], of directives: [Directive], _ errors: inout [CompositionError]) {
    let first = fields.count
    add(nodes, to: \.fields, \.name, &errors)
    for (index, field) in fields.enumerated().dropFirst(first) {
      let name = field.name.value
      fieldPlaces[name] = index
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
            "\"\(self.name).\(node[keyPath: name].value)\" is defined twice; leave one of them.", code: .invalidGraphQL,
            at: Place(file: file, location: other[keyPath: name].location),
            Place(file: file, location: node[keyPath: name].location)))
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
