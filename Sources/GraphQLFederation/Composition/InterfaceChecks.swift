import GraphQLLanguage

/// Checks that every object has all fields of its interfaces, including those that other files add.
enum InterfaceChecks {
  static func errors(in document: Document, _ subgraphs: [Subgraph]) -> [CompositionError] {
    var interfaces: [String: [FieldDefinition]] = [:]
    for case .type(.interface(let node)) in document.definitions { interfaces[node.name.value] = node.fields }
    var errors: [CompositionError] = []
    for definition in document.definitions {
      guard case .type(.object(let object)) = definition else { continue }
      let own = Set(object.fields.map(\.name.value))
      for interface in object.interfaces {
        for field in interfaces[interface.value] ?? [] where !own.contains(field.name.value) {
          let coordinate = "\(interface).\(field.name)"
          let positions =
            subgraphs.compactMap { graph in
              graph.types[interface.value]?.field(field.name.value).map { graph.position($0.location) }
            }.prefix(1) + subgraphs.compactMap { $0.types[object.name.value]?.position }
          errors.append(
            CompositionError(
              "\"\(object.name)\" implements \"\(interface)\" and lacks \"\(coordinate)\"; add the field to \"\(object.name)\" in one file.",
              code: .interfaceFieldNotImplemented, positions: Array(positions)))
        }
      }
    }
    return errors
  }
}
