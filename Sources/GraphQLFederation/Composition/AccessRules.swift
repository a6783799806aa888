import GraphQLExecution
import GraphQLLanguage

/// What each field of the graph requires of the caller.
///
/// A field requires what is written at it in any file, what its object type requires, what the type of its value requires, and what the fields
/// require that its loader reads by `{$this.…}`, so that a field that the caller may not see cannot be derived from another one. An object type
/// requires also what its interfaces require, and an interface what all its implementations require.
///
/// Source: Apollo Federation, "Authorization directives": requirements of several subgraphs, of interfaces, and of `@requires`. There a field
/// must repeat the requirements of the fields that it requires, or the graph does not compose; here it has them without being repeated.
struct AccessRules: Sendable {
  private var requirements: [String: [String: AccessRequirement]] = [:]

  var isEmpty: Bool { requirements.isEmpty }

  /// Nil when every caller may see the field.
  func requirement(of field: String, on type: String) -> AccessRequirement? { requirements[type]?[field] }

  init(_ supergraph: Supergraph, _ catalog: ConnectorCatalog) {
    guard !supergraph.accessDirectiveUses.isEmpty else { return }
    var resolution = AccessResolution(supergraph, catalog)
    requirements = resolution.requirements()
  }
}

private struct AccessResolution {
  private struct Coordinate: Hashable {
    let type: String
    let field: String
  }

  private let supergraph: Supergraph
  private let catalog: ConnectorCatalog
  private var types: [String: TypeDefinition] = [:]
  /// The interfaces of each object type, and the object types of each interface.
  private var interfaces: [String: [String]] = [:]
  private var objects: [String: [String]] = [:]
  private var byField: [Coordinate: AccessRequirement] = [:]

  init(_ supergraph: Supergraph, _ catalog: ConnectorCatalog) {
    self.supergraph = supergraph
    self.catalog = catalog
    for case .type(let type) in supergraph.merged.definitions {
      types[type.name.value] = type
      guard case .object(let object) = type else { continue }
      interfaces[object.name.value] = object.interfaces.map(\.value)
      for interface in object.interfaces { objects[interface.value, default: []].append(object.name.value) }
    }
  }

  mutating func requirements() -> [String: [String: AccessRequirement]] {
    for case .object(let type) in types.values {
      for field in type.fields {
        var requirement = requirement(ofObject: type.name.value)
        requirement.formUnion(written(at: field.name.value, of: type.name.value))
        requirement.formUnion(self.requirement(ofType: field.type.namedType.value))
        byField[Coordinate(type: type.name.value, field: field.name.value)] = requirement
      }
    }
    addInterfaces()
    addDependencies()
    var result: [String: [String: AccessRequirement]] = [:]
    for (coordinate, requirement) in byField where !requirement.isEmpty {
      result[coordinate.type, default: [:]][coordinate.field] = requirement
    }
    return result
  }

  // MARK: types

  /// What an object type requires: what is written at it and at its interfaces.
  private func requirement(ofObject type: String) -> AccessRequirement {
    ([type] + interfaces[type, default: []]).reduce(into: .none) { $0.formUnion(types[$1]?.directives.accessRequirement ?? .none) }
  }

  /// What a value of a type requires. Of a union, the fields of each object require what the object's type requires.
  private func requirement(ofType name: String) -> AccessRequirement {
    switch types[name] {
    case .object: return requirement(ofObject: name)
    case .interface(let type):
      return objects[name, default: []].reduce(into: type.directives.accessRequirement) { $0.formUnion(requirement(ofObject: $1)) }
    case .scalar(let type): return type.directives.accessRequirement
    case .enumeration(let type): return type.directives.accessRequirement
    case .union, .inputObject, nil: return .none
    }
  }

  /// What is written at a field of an object type, or at the same field of its interfaces.
  private func written(at field: String, of type: String) -> AccessRequirement {
    ([type] + interfaces[type, default: []]).reduce(into: .none) { requirement, name in
      guard let definition = types[name]?.outputFields.first(where: { $0.name.value == field }) else { return }
      requirement.formUnion(definition.directives.accessRequirement)
    }
  }

  /// A field of an interface requires what is written at it and at the interface, and what the field requires in all implementations.
  private mutating func addInterfaces() {
    for case .interface(let type) in types.values {
      let name = type.name.value
      for field in type.fields {
        var requirement = type.directives.accessRequirement
        requirement.formUnion(field.directives.accessRequirement)
        requirement.formUnion(self.requirement(ofType: field.type.namedType.value))
        for object in objects[name, default: []] {
          requirement.formUnion(byField[Coordinate(type: object, field: field.name.value)] ?? .none)
        }
        byField[Coordinate(type: name, field: field.name.value)] = requirement
      }
    }
  }

  // MARK: dependencies

  /// Adds what the fields require that loaders read, until nothing is added.
  private mutating func addDependencies() {
    let dependencies = dependencies()
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (coordinate, needed) in dependencies {
        let before = byField[coordinate] ?? .none
        let after = needed.reduce(into: before) { $0.formUnion(byField[$1] ?? .none) }
        guard after != before else { continue }
        byField[coordinate] = after
        hasChanged = true
      }
      if hasChanged { addInterfaces() }
    }
  }

  /// The fields that the loader of each field reads, by `@requires` and by `{$this.…}`. A key is not among them: it tells which object is meant.
  private func dependencies() -> [Coordinate: Set<Coordinate>] {
    var dependencies: [Coordinate: Set<Coordinate>] = [:]
    for (index, subgraph) in supergraph.subgraphs.enumerated() {
      for type in subgraph.types.values where type.kind == .object {
        for field in type.fields {
          let name = field.name.value
          let coordinate = Coordinate(type: type.name, field: name)
          if let set = field.requiredFields { add(set, of: type.name, in: index, to: &dependencies[coordinate, default: []]) }
          for case .this(let path) in catalog.fieldLoaders[.init(index, type.name, name)]?.inputs ?? [] {
            var current = type.name
            for step in path {
              dependencies[coordinate, default: []].insert(Coordinate(type: current, field: step))
              current = supergraph.type(current, in: index)?.field(step)?.type.namedType.value ?? ""
            }
          }
        }
      }
    }
    return dependencies
  }

  private func add(_ set: FieldSet, of type: String, in subgraph: Int, to found: inout Set<Coordinate>) {
    for node in set.nodes {
      let parent = node.typeCondition ?? type
      found.insert(Coordinate(type: parent, field: node.name))
      guard let inner = supergraph.type(parent, in: subgraph)?.field(node.name)?.type.namedType.value else { continue }
      add(node.children, of: inner, in: subgraph, to: &found)
    }
  }
}
