import GraphQLLanguage

/// `@override(from:)`: one subgraph takes a field over from another, for moving it without a pause.
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
    let place = subgraph.place(directive.location)
    if directive.value(of: "label") != nil {
      errors.append(
        CompositionError(
          "@override with a label is not supported yet; take the field over for all requests, without label.", code: .unsupportedFeature,
          at: place))
    }
    if from == subgraph.identifier || from == subgraph.name {
      errors.append(
        CompositionError("\(coordinate) cannot be taken over from its own file; name the other one.", code: .overrideFromSelf, at: place))
      return
    }
    if type.isExternal(field.name.value) {
      errors.append(
        CompositionError(
          "\(coordinate) is @external and taken over with @override at once; it is one or the other.", code: .overrideCollision, at: place))
    }
    // A source that has no such field any more is what a finished move looks like.
    guard let source = subgraphs.first(where: { $0.identifier == from || $0.name == from }),
      let other = source.types[type.name], let taken = other.field(field.name.value)
    else { return }
    if let (second, _) = taken.override {
      errors.append(
        CompositionError(
          "\(coordinate) is taken over from \(source.name), which takes it over itself; leave one @override.",
          code: .overrideSourceHasOverride, at: place, source.place(second.location)))
    }
    for name in ["requires", "provides", "external"] {
      guard let collision = taken.directives.first(named: name) else { continue }
      errors.append(
        CompositionError(
          "\(coordinate) cannot be taken over from \(source.name) while it is @\(name) there.", code: .overrideCollision, at: place,
          source.place(collision.location)))
    }
  }
}
