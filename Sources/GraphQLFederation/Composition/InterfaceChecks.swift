import GraphQLLanguage

/// A field that one file adds to an interface must be in every object that implements it anywhere.
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
          let places =
            subgraphs.compactMap { graph in
              graph.types[interface.value]?.field(field.name.value).map { graph.place($0.location) }
            }.prefix(1) + subgraphs.compactMap { $0.types[object.name.value]?.place }
          errors.append(
            CompositionError(
              "\"\(object.name)\" implements \"\(interface)\" and lacks \"\(coordinate)\"; add the field to \"\(object.name)\" in one file.",
              code: .interfaceFieldNotImplemented, places: Array(places)))
        }
      }
    }
    return errors
  }
}
