import GraphQLLanguage

/// Checks `@override(from:)`, by which a subgraph resolves a field in position of another one.
enum OverrideChecks {
  static func errors(in subgraphs: [Subgraph]) -> [CompositionError] {
    var errors: [CompositionError] = []
    for subgraph in subgraphs {
      for name in subgraph.typeNames {
        guard let type = subgraph.types[name], type.kind == .object else { continue }
        for field in type.fields {
          if let (directive, from) = field.override { check(directive, from, field, of: type, subgraph, subgraphs, &errors) }
        }
      }
    }
    return errors
  }

  private static func check(
    _ directive: Directive, _ from: String, _ field: FieldDefinition, of type: SubgraphType, _ subgraph: Subgraph,
    _ subgraphs: [Subgraph], _ errors: inout [CompositionError]
  ) {
    let coordinate = "\"\(type.name).\(field.name)\""
    let position = subgraph.position(directive.location)
    if directive.value(of: "label") != nil {
      errors.append(
        CompositionError(
          "@override with a label is not supported yet; override the field for all requests, without a label.", code: .unsupportedFeature,
          at: position))
    }
    if from == subgraph.identifier || from == subgraph.name {
      errors.append(
        CompositionError("\(coordinate) cannot be overridden from its own file; name another file.", code: .overrideFromSelf, at: position)
      )
      return
    }
    if type.isExternal(field.name.value) {
      errors.append(
        CompositionError(
          "\(coordinate) is both @external and @override; remove one of them.", code: .overrideCollision,
          at: position))
    }
    // When the source no longer has the field, the migration is complete.
    guard let source = subgraphs.first(where: { $0.identifier == from || $0.name == from }),
      let other = source.types[type.name], let taken = other.field(field.name.value)
    else { return }
    if let (second, _) = taken.override {
      errors.append(
        CompositionError(
          "\(coordinate) overrides \(source.name), which has an @override for the same field; keep one of them.",
          code: .overrideSourceHasOverride, at: position, source.position(second.location)))
    }
    for name in ["requires", "provides", "external"] {
      guard let collision = taken.directives.first(named: name) else { continue }
      errors.append(
        CompositionError(
          "\(coordinate) cannot be overridden from \(source.name) while it is @\(name) there.", code: .overrideCollision, at: position,
          source.position(collision.location)))
    }
  }
}
