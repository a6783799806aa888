import GraphQLExecution

extension ObjectSources {
  /// The same with one fetch before all others, for objects that are entity references; the other layers move up by one.
  func withReferenceLayer(_ fetch: EntityFetch) -> ObjectSources {
    func moved(_ inputs: [InputSource]) -> [InputSource] {
      inputs.map { InputSource(layer: $0.layer > 0 ? $0.layer + 1 : 0, path: $0.path, isKey: $0.isKey, isRequired: $0.isRequired) }
    }
    return ObjectSources(
      fetches: [fetch]
        + fetches.map { EntityFetch(loader: $0.loader, inputs: moved($0.inputs), isForReferencesOnly: $0.isForReferencesOnly) },
      fields: fields.map { source in
        switch source {
        case .value(let layer, let path, let isKey, let origin):
          .value(layer: layer > 0 ? layer + 1 : 0, path: path, isKey: isKey, origin: origin)
        case .load(let loader, let inputs, let origin): .load(loader, inputs: moved(inputs), origin: origin)
        }
      },
      referenceLayer: 1)
  }
}
