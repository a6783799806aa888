import GraphQLExecution
import JSON

/// The fields that each subgraph's JSON contains for objects of one type, and their paths.
struct ObjectLayout: Sendable {
  let type: String
  /// The origin of the object.
  let home: ProvidedObject
  let supergraph: Supergraph
  let catalog: ConnectorCatalog

  /// Whether a subgraph's JSON for the object contains a field. `isHome`: whether the object itself is meant, to which `@provides` applies.
  func holds(_ field: String, in subgraph: Int, isHome: Bool) -> Bool {
    holds(field, of: type, in: subgraph, provided: isHome ? home.provided : .none)
  }

  private func holds(_ field: String, of type: String, in subgraph: Int, provided: FieldSet) -> Bool {
    guard catalog.fieldLoaders[.init(subgraph, type, field)] == nil else { return false }
    if supergraph.resolvers.of(field, on: type).contains(subgraph) { return true }
    return provided.selection(of: field, on: type) != nil && supergraph.type(type, in: subgraph)?.field(field) != nil
  }

  /// The same for a path through nested objects.
  func holds(_ path: [String], in subgraph: Int, isHome: Bool) -> Bool {
    var type = type
    var provided = isHome ? home.provided : .none
    for (index, name) in path.enumerated() {
      guard holds(name, of: type, in: subgraph, provided: provided) else { return false }
      guard index < path.count - 1 else { return true }
      guard let next = supergraph.type(type, in: subgraph)?.field(name)?.type.namedType.value else { return false }
      provided = provided.selection(of: name, on: type) ?? .none
      type = next
    }
    return false
  }

  /// The path of a field in a subgraph's JSON.
  func path(_ field: [String], in subgraph: Int) -> JSONPath {
    var steps: [JSONPath] = []
    var current: String? = type
    for name in field {
      steps.append(current.flatMap { catalog.fieldPaths[.init(subgraph, $0, name)] } ?? JSONPath(member: name))
      current = current.flatMap { supergraph.type($0, in: subgraph)?.field(name)?.type.namedType.value }
    }
    return JSONPath(joining: steps)
  }

  /// How a value's enum strings are translated from those of the subgraph that gives it to those of the subgraph that reads it; nil when
  /// they are the same.
  func translation(of path: [String], from giver: Int, to reader: Int) -> EnumTranslation? {
    guard giver != reader else { return nil }
    var leaf = type
    for name in path {
      guard let next = supergraph.type(leaf, in: giver)?.field(name)?.type.namedType.value else { return nil }
      leaf = next
    }
    let (from, to) = (supergraph.definer(of: leaf, near: giver), supergraph.definer(of: leaf, near: reader))
    guard from != to, let given = supergraph.type(leaf, in: from), given.kind == .enumeration, let read = supergraph.type(leaf, in: to)
    else { return nil }
    let known = Set(read.values.map(\.name.value))
    var strings: [String: String] = [:]
    var isSame = true
    for name in given.values.map(\.name.value) {
      let string = catalog.enumStrings[.init(from, leaf)]?[name] ?? name
      let translated = known.contains(name) ? catalog.enumStrings[.init(to, leaf)]?[name] ?? name : nil
      strings[string] = translated
      isSame = isSame && string == translated
    }
    return isSame ? nil : EnumTranslation(strings)
  }

  /// The origin of the objects of a field.
  func provider(of field: String, in subgraph: Int, isHome: Bool) -> ProvidedObject {
    var nodes = supergraph.type(type, in: subgraph)?.field(field)?.providedFields?.nodes ?? []
    if isHome, !home.provided.nodes.isEmpty { nodes += home.provided.selection(of: field, on: type)?.nodes ?? [] }
    return ProvidedObject(subgraph: subgraph, provided: FieldSet(nodes: nodes))
  }

  /// Whether the home's JSON for the object contains its keys and nothing else.
  var homeHoldsKeysOnly: Bool {
    guard home.provided.nodes.isEmpty, let known = supergraph.type(type, in: home.subgraph), !known.keys.isEmpty else { return false }
    return known.fields.allSatisfy { field in
      let name = field.name.value
      return known.isKeyField(name) || !holds(name, in: home.subgraph, isHome: true)
    }
  }

  /// Whether an entity reference to the object consists of this field.
  func isReferenceKey(_ field: [String]) -> Bool {
    supergraph.type(type, in: home.subgraph)?.referenceKey == field
  }
}
