import GraphQLLanguage

extension TypeMerge {
  /// The definition of a field in one subgraph.
  struct FieldPart {
    let subgraph: Int
    let type: SubgraphType
    let field: FieldDefinition

    var position: SourcePosition { SourcePosition(file: type.file, location: field.location) }
    var isExternal: Bool { type.isExternal(field.name.value) }
  }

  mutating func mergeFields(_ parts: [Part]) -> [FieldDefinition] {
    Self.ordered(parts.map { $0.type.fields.map(\.name.value) }).compactMap { name in
      mergeField(
        parts.compactMap { part in
          part.type.field(name).map { FieldPart(subgraph: part.subgraph, type: part.type, field: $0) }
        })
    }
  }

  private mutating func mergeField(_ all: [FieldPart]) -> FieldDefinition? {
    guard let any = all.first else { return nil }
    let name = any.field.name.value
    let coordinate = "\(any.type.name).\(name)"
    let own = all.filter { !$0.isExternal }
    let resolving = own.filter { !resolvers.isOverridden(name, on: $0.type.name, in: $0.subgraph) }
    if any.type.kind == .object {
      if own.isEmpty, !all.contains(where: { $0.type.isKeyField(name) }) {
        errors.append(
          CompositionError(
            "\"\(coordinate)\" is @external everywhere; define it in the file whose service has it.", code: .externalMissingOnBase,
            positions: all.map(\.position)))
      }
      checkSharing(resolving, coordinate)
    }
    let sources = own.isEmpty ? all : own
    let type = subtypes.widest(sources.map(\.field.type))
    if type == nil {
      let words = sources.map { "\($0.field.type) in \($0.type.file)" }.joined(separator: ", ")
      errors.append(
        CompositionError(
          "\"\(coordinate)\" is \(words); one of the types must take in the others.", code: .fieldTypeMismatch,
          positions: sources.map(\.position)
        ))
    }
    let arguments = mergeArguments(sources, coordinate)
    if let type { for part in all where part.isExternal && !own.isEmpty { checkExternal(part, type, sources[0], coordinate) } }
    return FieldDefinition(
      description: all.lazy.compactMap(\.field.description).first, name: Name(name), arguments: arguments,
      type: (type ?? any.field.type).plain, directives: Self.kept(all.flatMap(\.field.directives)))
  }

  /// Checks that a field that several subgraphs resolve is `@shareable` in each of them.
  private mutating func checkSharing(_ resolving: [FieldPart], _ coordinate: String) {
    guard resolving.count > 1 else { return }
    let unshared = resolving.filter { !$0.type.isKeyField($0.field.name.value) && !$0.type.shareableFields.contains($0.field.name.value) }
    guard !unshared.isEmpty else { return }
    let files = unshared.map(\.type.file).joined(separator: ", ")
    errors.append(
      CompositionError(
        "\"\(coordinate)\" is resolved by \(resolving.count) files, but is not @shareable in \(files); "
          + "mark it @shareable in each, or remove it from all but one, or take it over with @override(from:).",
        code: .invalidFieldSharing, positions: resolving.map(\.position)))
  }

  /// Checks that an external field is defined as in the subgraph that resolves it.
  private mutating func checkExternal(_ part: FieldPart, _ type: TypeReference, _ home: FieldPart, _ coordinate: String) {
    if !part.field.type.isSame(as: type.plain) {
      errors.append(
        CompositionError(
          "\"\(coordinate)\" is @external as \(part.field.type), but \(type) in the file that resolves it; use the same type.",
          code: .externalTypeMismatch, at: part.position, home.position))
    }
    for argument in home.field.arguments {
      let name = argument.name.value
      guard let other = part.field.arguments.first(where: { $0.name.value == name }) else {
        errors.append(
          CompositionError(
            "\"\(coordinate)\" is @external without its argument \"\(name)\"; use the same arguments.", code: .externalArgumentMissing,
            at: part.position, home.position))
        continue
      }
      if !subtypes.isSubtype(argument.type, of: other.type), !subtypes.isSubtype(other.type, of: argument.type) {
        errors.append(
          CompositionError(
            "\"\(coordinate)(\(name):)\" is \(other.type) where it is @external, but \(argument.type) in the file that resolves it; use the same type.",
            code: .externalArgumentTypeMismatch, at: SourcePosition(file: part.type.file, location: other.location),
            SourcePosition(file: home.type.file, location: argument.location)))
      }
    }
  }
}
