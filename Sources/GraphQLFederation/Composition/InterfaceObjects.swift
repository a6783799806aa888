import GraphQLLanguage

/// Replaces each `@interfaceObject` by what it stands for: an interface, and an object type for each type that implements the interface in
/// another file. The types share the fields and the loaders of the object.
///
/// Source: Apollo Federation subgraph specification, version 2.3, `@interfaceObject`.
enum InterfaceObjects {
  static let directive = "interfaceObject"

  static func expanded(_ subgraphs: [Subgraph], _ errors: inout [CompositionError]) -> [Subgraph] {
    var expanded = subgraphs
    for (index, subgraph) in subgraphs.enumerated() {
      for name in subgraph.typeNames {
        guard let type = subgraph.types[name], type.has(directive) else { continue }
        let others = subgraphs.enumerated().filter { $0.offset != index }.map(\.element)
        let implementations = implementations(of: name, in: others)
        let problems = problems(of: type, in: subgraph, others, implementations)
        errors += problems
        if problems.isEmpty { expanded[index].replace(type, by: definitions(of: type, implementations), errors: &errors) }
      }
    }
    return expanded
  }

  private static func implementations(of interface: String, in subgraphs: [Subgraph]) -> [String] {
    var names: [String] = []
    for subgraph in subgraphs {
      for name in subgraph.typeNames where !names.contains(name) {
        guard let type = subgraph.types[name], type.kind == .object, type.members.contains(where: { $0.value == interface }) else {
          continue
        }
        names.append(name)
      }
    }
    return names
  }

  private static func problems(
    of type: SubgraphType, in subgraph: Subgraph, _ others: [Subgraph], _ implementations: [String]
  ) -> [CompositionError] {
    func error(_ message: String, _ positions: SourcePosition...) -> CompositionError {
      CompositionError(message, code: .interfaceObjectUsage, positions: positions)
    }
    let interfaces = others.compactMap { $0.types[type.name] }.filter { $0.kind == .interface }
    guard !interfaces.isEmpty, !implementations.isEmpty else {
      return [
        error(
          "\"\(type.name)\" is an @interfaceObject, but no other file defines an interface of this name with types that implement it.",
          type.position)
      ]
    }
    guard let key = type.keys.first else {
      return [error("\"\(type.name)\" is an @interfaceObject and needs an @key that the interface has, too.", type.position)]
    }
    guard interfaces.contains(where: { $0.keys.contains { Set($0.fields) == Set(key.fields) } }) else {
      return [
        error(
          "\"\(type.name)\" is an @interfaceObject with @key(fields: \"\(key.text)\"), so the interface needs that @key, too.",
          type.position,
          interfaces[0].position)
      ]
    }
    var errors: [CompositionError] = []
    for name in implementations where subgraph.types[name] != nil {
      errors.append(
        error(
          "\"\(name)\" implements \"\(type.name)\", which is an @interfaceObject in the same file; define one of them only.", type.position)
      )
    }
    for holder in subgraph.typeNames.compactMap({ subgraph.types[$0] }) {
      for field in holder.fields where field.type.namedType.value == type.name {
        errors.append(
          error(
            "\"\(holder.name).\(field.name)\" returns \"\(type.name)\", which is an @interfaceObject here, so the object types are unknown; return it from the file that defines the interface.",
            subgraph.position(field.location)))
      }
    }
    return errors
  }

  private static func definitions(of type: SubgraphType, _ implementations: [String]) -> [TypeDefinition] {
    let directives = type.directives.filter { $0.name.value != directive }
    var interface = InterfaceTypeDefinition(
      description: type.description, name: Name(type.name, location: type.location),
      directives: directives.filter { $0.name.value == "key" },
      location: type.location)
    interface.fields = type.fields.filter { !type.isExternal($0.name.value) }.map { field in
      var field = field
      field.directives = field.directives.filter { ["inaccessible", "tag", "deprecated"].contains($0.name.value) }
      return field
    }
    let objects = implementations.map { name in
      TypeDefinition.object(
        ObjectTypeDefinition(
          name: Name(name, location: type.location), interfaces: [Name(type.name, location: type.location)], directives: directives,
          fields: type.fields, location: type.location))
    }
    return [.interface(interface)] + objects
  }
}
