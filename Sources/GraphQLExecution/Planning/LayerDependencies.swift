import GraphQLLanguage

/// Which layers of an object a value needs, transitively.
struct LayerDependencies {
  private let referenceLayer: Int?
  /// What layer n + 1 needs, itself included.
  private var closures: [LayerSet] = []

  init(_ sources: ObjectSources) throws(GraphQLError) {
    guard sources.fetches.count < LayerSet.maximumLayer else { throw GraphQLError("An object has too many sources.") }
    referenceLayer = sources.referenceLayer
    for (index, fetch) in sources.fetches.enumerated() {
      guard fetch.inputs.allSatisfy({ $0.layer >= 0 && $0.layer <= index }) else {
        throw GraphQLError("The sources of an object need each other in a ring.")
      }
      closures.append(needed(by: fetch.inputs).union(LayerSet(layer: index + 1)))
    }
  }

  /// The layers that a place needs. A place in layer 0 that is no key needs the layer that stands in for mere keys, too.
  func needed(by inputs: [InputSource]) -> LayerSet {
    var needed: LayerSet = []
    for input in inputs {
      let layer = input.layer == 0 && !input.isKey ? referenceLayer ?? 0 : input.layer
      if layer > 0, layer <= closures.count { needed.formUnion(closures[layer - 1]) }
    }
    return needed
  }
}
