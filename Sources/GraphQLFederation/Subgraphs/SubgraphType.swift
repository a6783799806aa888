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

  init(file: String, _ node: TypeDefinition) {
    self.file = file
    name = node.name.value
    kind = Self.kind(of: node)
    location = node.location
  }

  /// The place of its first definition.
  public var place: Place { Place(file: file, location: location) }

  /// Its field of a name.
  public func field(_ name: String) -> FieldDefinition? { fields.first { $0.name.value == name } }

  /// Whether a directive is applied to it.
  public func has(_ directive: String) -> Bool { directives.contains { $0.name.value == directive } }

  /// Whether a field is the first step of one of its keys.
  func isKeyField(_ name: String) -> Bool { keys.contains { $0.fields.contains { $0.first == name } } }

  /// The one field whose scalar value stands for a whole entity; nil without key, or when the key has several parts.
  public var referenceKey: [String]? {
    guard let key = keys.first, key.fields.count == 1 else { return nil }
    return key.fields.first
  }

  mutating func merge(_ node: TypeDefinition, errors: inout [CompositionError]) {
    guard Self.kind(of: node) == kind else {
      errors.append(
        CompositionError(
          "\"\(name)\" is defined as \(kind.rawValue) and as \(Self.kind(of: node).rawValue).", at: place,
          Place(file: file, location: node.location)))
      return
    }
    description = description ?? node.description
    directives += node.directives
    for directive in node.directives where directive.name.value == "key" {
      do { keys.append(try EntityKey(directive)) } catch {
        errors.append(CompositionError(error.message, at: Place(file: file, location: directive.location)))
      }
    }
    switch node {
    case .scalar: break
    case .object(let node):
      members += node.interfaces
      add(node.fields, to: \.fields, \.name, &errors)
    case .interface(let node):
      members += node.interfaces
      add(node.fields, to: \.fields, \.name, &errors)
    case .union(let node): members += node.members
    case .enumeration(let node): add(node.values, to: \.values, \.name, &errors)
    case .inputObject(let node): add(node.fields, to: \.inputFields, \.name, &errors)
    }
  }

  private mutating func add<Node>(
    _ nodes: [Node], to list: WritableKeyPath<SubgraphType, [Node]>, _ name: KeyPath<Node, Name>, _ errors: inout [CompositionError]
  ) {
    for node in nodes {
      if let other = self[keyPath: list].first(where: { $0[keyPath: name].value == node[keyPath: name].value }) {
        errors.append(
          CompositionError(
            "\"\(self.name).\(node[keyPath: name].value)\" is defined twice.",
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
