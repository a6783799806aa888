import GraphQLExecution
import GraphQLFederation
import JSON

extension ConnectorReader {
  /// `@json(path:)` on an interface or union says where its values say what they are; `@json(value:)` on an object says its word for it.
  mutating func readDiscriminator(of type: SubgraphType, _ subgraph: Int) {
    guard let directive = type.directives.first(where: { $0.name.value == "json" }) else {
      return checkWords(of: type, subgraph, Discriminator())
    }
    switch type.kind {
    case .interface, .union:
      guard let path = readPath(directive, type.file) else { return }
      let discriminator = Discriminator(path: path, strings: words(of: type, subgraph))
      catalog.discriminators[.init(subgraph, type.name)] = discriminator
      checkWords(of: type, subgraph, discriminator)
    case .object:
      var reader = DirectiveReader(directive, file: type.file, allowed: ["value"])
      _ = reader.requiredString("value")
      fail(reader.errors)
    case .scalar, .enumeration, .input:
      fail([CompositionError("@json means nothing on \"\(type.name)\".", at: Place(file: type.file, location: directive.location))])
    }
  }

  /// The words of an abstract type's objects.
  private func words(of type: SubgraphType, _ subgraph: Int) -> [String: String] {
    var words: [String: String] = [:]
    for object in objects(of: type, subgraph) {
      words[object.name] = object.directives.first { $0.name.value == "json" }?.value(of: "value")?.stringValue
    }
    return words
  }

  private func objects(of type: SubgraphType, _ subgraph: Int) -> [SubgraphType] {
    let graph = supergraph.subgraphs[subgraph]
    if type.kind == .union { return type.members.compactMap { graph.types[$0.value] } }
    return graph.typeNames.compactMap { graph.types[$0] }.filter { object in
      object.kind == .object && object.members.contains { $0.value == type.name }
    }
  }

  /// Each word must mean one type.
  private mutating func checkWords(of type: SubgraphType, _ subgraph: Int, _ discriminator: Discriminator) {
    guard type.kind == .union || type.kind == .interface else { return }
    var places: [String: SubgraphType] = [:]
    for object in objects(of: type, subgraph) {
      let word = discriminator.strings[object.name] ?? object.name
      guard let other = places.updateValue(object, forKey: word) else { continue }
      fail([
        CompositionError(
          "Two types of \"\(type.name)\" stand for the same string \"\(word)\"; give each its own by @json(value:).", at: other.place,
          object.place)
      ])
    }
  }
}
