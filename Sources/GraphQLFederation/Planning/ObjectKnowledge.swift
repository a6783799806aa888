import GraphQLExecution
import JSON

/// What a subgraph's JSON holds of the objects of one type, and where.
struct ObjectKnowledge: Sendable {
  let type: String
  /// Who provides the object at its place.
  let home: ProvidedObject
  let supergraph: Supergraph
  let catalog: ConnectorCatalog

  /// Whether a field lies in the object's JSON as a subgraph gives it. `isHome`: at the object's own place, where `@provides` counts.
  func holds(_ field: String, in subgraph: Int, isHome: Bool) -> Bool {
    holds(field, of: type, in: subgraph, provided: isHome ? home.provided : .none)
  }

  private func holds(_ field: String, of type: String, in subgraph: Int, provided: FieldSet) -> Bool {
    guard catalog.fieldLoaders[.init(subgraph, type, field)] == nil else { return false }
    if supergraph.resolvers.of(field, on: type).contains(subgraph) { return true }
    return provided.selection(of: field, on: type) != nil && supergraph.type(type, in: subgraph)?.field(field) != nil
  }

  /// The same for a way through several objects.
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

  /// The way to a field in a subgraph's JSON.
  func path(_ field: [String], in subgraph: Int) -> JSONPath {
    var steps: [JSONPath] = []
    var current: String? = type
    for name in field {
      steps.append(current.flatMap { catalog.fieldPaths[.init(subgraph, $0, name)] } ?? JSONPath(member: name))
      current = current.flatMap { supergraph.type($0, in: subgraph)?.field(name)?.type.namedType.value }
    }
    return JSONPath(joining: steps)
  }

  /// Who provides the objects of a field that a subgraph gives.
  func provider(of field: String, in subgraph: Int, isHome: Bool) -> ProvidedObject {
    var nodes = supergraph.type(type, in: subgraph)?.field(field)?.providedFields?.nodes ?? []
    if isHome, !home.provided.nodes.isEmpty { nodes += home.provided.selection(of: field, on: type)?.nodes ?? [] }
    return ProvidedObject(subgraph: subgraph, provided: FieldSet(nodes: nodes))
  }

  /// Whether an entity reference at the object's position is this field of it.
  func isReferenceKey(_ field: [String]) -> Bool {
    supergraph.type(type, in: home.subgraph)?.referenceKey == field
  }
}
