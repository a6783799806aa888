/// The subgraphs that resolve each field: those that define it and in which it is neither external nor overridden.
struct FieldResolvers: Sendable {
  struct Coordinate: Hashable, Sendable {
    let type: String
    let field: String
  }

  private var subgraphs: [Coordinate: [Int]] = [:]
  /// The subgraphs whose field another subgraph overrides.
  private(set) var overridden: [Coordinate: Set<Int>] = [:]

  init(_ graphs: [Subgraph]) {
    for graph in graphs {
      for type in graph.types.values {
        for field in type.fields {
          guard let source = field.override?.from else { continue }
          let taken = graphs.indices.filter { graphs[$0].identifier == source || graphs[$0].name == source }
          overridden[Coordinate(type: type.name, field: field.name.value), default: []].formUnion(taken)
        }
      }
    }
    for (index, graph) in graphs.enumerated() {
      for type in graph.types.values {
        for field in type.fields {
          let name = field.name.value
          let coordinate = Coordinate(type: type.name, field: name)
          // A key is part of every entity reference, so it is available even where it is external.
          let isForeign = type.isExternal(name) || overridden[coordinate]?.contains(index) == true
          if !isForeign || type.isKeyField(name) { subgraphs[coordinate, default: []].append(index) }
        }
      }
    }
  }

  /// The subgraphs that resolve a field, in their order.
  func of(_ field: String, on type: String) -> [Int] { subgraphs[Coordinate(type: type, field: field)] ?? [] }

  /// Whether another subgraph overrides the field.
  func isOverridden(_ field: String, on type: String, in subgraph: Int) -> Bool {
    overridden[Coordinate(type: type, field: field)]?.contains(subgraph) == true
  }
}
