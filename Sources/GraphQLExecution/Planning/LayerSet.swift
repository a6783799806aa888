import GraphQLLanguage

/// A set of layers of one object.
struct LayerSet: OptionSet, Sendable {
  let rawValue: UInt64

  static let maximumLayer = 63

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(layer: Int) { rawValue = 1 << UInt64(layer) }
}

/// The layers of an object that a value depends on, directly and indirectly.
struct LayerDependencies {
  private let referenceLayer: Int?
  private let requirements: [Requirement]
  /// The dependencies of layer n + 1 at index n. Each includes the layer itself. Parts of the object are always there.
  private var closures: [LayerSet]

  init(_ sources: ObjectSources) throws(GraphQLError) {
    guard sources.partCount + sources.fetches.count < LayerSet.maximumLayer else { throw GraphQLError("An object has too many sources.") }
    referenceLayer = sources.referenceLayer
    requirements = sources.requirements
    closures = Array(repeating: [], count: sources.partCount)
    for fetch in sources.fetches {
      guard fetch.inputs.allSatisfy({ $0.layer >= 0 && $0.layer <= closures.count }) else {
        throw GraphQLError("The sources of an object depend on each other in a cycle.")
      }
      closures.append(needed(by: fetch.inputs).union(LayerSet(layer: closures.count + 1)))
    }
  }

  /// The layers that must be loaded before a layer.
  func before(_ layer: Int) -> LayerSet { closures[layer - 1].subtracting(LayerSet(layer: layer)) }

  /// The layers that inputs depend on. An input in layer 0 that is not a key also depends on the reference layer.
  func needed(by inputs: [InputSource]) -> LayerSet {
    var needed: LayerSet = []
    for input in inputs {
      if let requirement = input.requirement {
        needed.formUnion(self.needed(by: requirements[requirement].source))
        continue
      }
      let layer = input.layer == 0 && !input.isKey ? referenceLayer ?? 0 : input.layer
      if layer > 0, layer <= closures.count { needed.formUnion(closures[layer - 1]) }
    }
    return needed
  }

  func needed(by source: FieldSource) -> LayerSet {
    switch source {
    case .value(let layer, let path, let isKey, _): needed(by: [InputSource(layer: layer, path: path, isKey: isKey)])
    case .load(_, let inputs, _): needed(by: inputs)
    case .parts(let parts, _): parts.reduce(into: []) { $0.formUnion(needed(by: $1)) }
    }
  }
}
