import GraphQLLanguage

/// Merges the subgraphs' types into the document of the API schema.
struct TypeMerge {
  let subgraphs: [Subgraph]
  private(set) var errors: [CompositionError] = []

  init(subgraphs: [Subgraph]) { self.subgraphs = subgraphs }

  mutating func merged() -> Document {
    var names: [String] = []
    var seen: Set<String> = []
    for subgraph in subgraphs {
      for name in subgraph.typeNames where seen.insert(name).inserted { names.append(name) }
    }
    // Roots first, as a reader of the schema expects them.
    let roots = ["Query", "Mutation", "Subscription"].filter(seen.contains)
    var definitions: [Definition] = []
    for name in roots + names.filter({ !roots.contains($0) }) {
      if let type = merge(subgraphs.compactMap { $0.types[name] }) { definitions.append(.type(type)) }
    }
    return Document(definitions: definitions)
  }

  private mutating func merge(_ types: [SubgraphType]) -> TypeDefinition? {
    guard let first = types.first else { return nil }
    for other in types where other.kind != first.kind {
      errors.append(
        CompositionError(
          "\"\(first.name)\" is defined as \(first.kind.rawValue) and as \(other.kind.rawValue).", at: first.place, other.place))
      return nil
    }
    let name = Name(first.name)
    let description = types.lazy.compactMap(\.description).first
    let directives = visible(types.flatMap(\.directives))
    switch first.kind {
    case .scalar: return .scalar(ScalarTypeDefinition(description: description, name: name, directives: directives))
    case .object:
      return .object(
        ObjectTypeDefinition(
          description: description, name: name, interfaces: members(types), directives: directives, fields: mergeFields(types)))
    case .interface:
      return .interface(
        InterfaceTypeDefinition(
          description: description, name: name, interfaces: members(types), directives: directives, fields: mergeFields(types)))
    case .union: return .union(UnionTypeDefinition(description: description, name: name, directives: directives, members: members(types)))
    case .enumeration:
      requireSameNames(types) { $0.values.map(\.name) }
      let values = first.values.map {
        EnumValueDefinition(description: $0.description, name: Name($0.name.value), directives: visible($0.directives))
      }
      return .enumeration(EnumTypeDefinition(description: description, name: name, directives: directives, values: values))
    case .input:
      requireSameNames(types) { $0.inputFields.map(\.name) }
      for field in first.inputFields {
        for other in types.dropFirst() { requireSame(field, other.inputFields, first, other) }
      }
      return .inputObject(
        InputObjectTypeDefinition(description: description, name: name, directives: directives, fields: first.inputFields.map(plain)))
    }
  }

  // MARK: fields

  private mutating func mergeFields(_ types: [SubgraphType]) -> [FieldDefinition] {
    var order: [String] = []
    var byName: [String: [(type: SubgraphType, field: FieldDefinition)]] = [:]
    for type in types {
      for field in type.fields {
        if byName[field.name.value] == nil { order.append(field.name.value) }
        byName[field.name.value, default: []].append((type, field))
      }
    }
    return order.compactMap { name in
      guard let definitions = byName[name], let (firstType, first) = definitions.first else { return nil }
      var type = first.type
      for (otherType, other) in definitions.dropFirst() {
        let places = (Place(file: firstType.file, location: first.location), Place(file: otherType.file, location: other.location))
        if !isShared(first, of: firstType) || !isShared(other, of: otherType) {
          errors.append(
            CompositionError(
              "\"\(firstType.name).\(name)\" is defined in two files; mark it @shareable in both, or remove one.", at: places.0, places.1))
        }
        if let common = Self.common(type, other.type) {
          type = common
        } else {
          errors.append(
            CompositionError(
              "\"\(firstType.name).\(name)\" is of type \(first.type) in one file and \(other.type) in another.", at: places.0, places.1))
        }
        requireSameArguments(first, other, "\(firstType.name).\(name)", places)
      }
      return FieldDefinition(
        description: definitions.lazy.compactMap(\.field.description).first, name: Name(name), arguments: first.arguments.map(plain),
        type: Self.plain(type), directives: visible(definitions.flatMap(\.field.directives)))
    }
  }

  /// Whether a field may be defined by several subgraphs: a key, or @shareable, or of an interface.
  private func isShared(_ field: FieldDefinition, of type: SubgraphType) -> Bool {
    type.kind == .interface || type.isKeyField(field.name.value) || type.has("shareable")
      || field.directives.contains { $0.name.value == "shareable" }
  }

  private mutating func requireSameArguments(
    _ first: FieldDefinition, _ other: FieldDefinition, _ coordinate: String, _ places: (Place, Place)
  ) {
    let described = { (field: FieldDefinition) in
      Set(field.arguments.map { "\($0.name.value): \($0.type)" + ($0.defaultValue.map { " = " + Printer.text(of: $0) } ?? "") })
    }
    if described(first) != described(other) {
      errors.append(CompositionError("\"\(coordinate)\" takes other arguments in one file than in another.", at: places.0, places.1))
    }
  }

  /// The type that both fit: where one side may be null, the common type may be.
  static func common(_ left: TypeReference, _ right: TypeReference) -> TypeReference? {
    switch (left, right) {
    case (.nonNull(let left, _), .nonNull(let right, _)): common(left, right).map { .nonNull($0) }
    case (.nonNull(let left, _), _): common(left, right)
    case (_, .nonNull(let right, _)): common(left, right)
    case (.list(let left, _), .list(let right, _)): common(left, right).map { .list(of: $0) }
    case (.named(let left), .named(let right)): left.value == right.value ? .named(left.value) : nil
    default: nil
    }
  }

  // MARK: other members

  private mutating func requireSameNames(_ types: [SubgraphType], _ names: (SubgraphType) -> [Name]) {
    guard let first = types.first else { return }
    for other in types.dropFirst() {
      let difference = Set(names(first).map(\.value)).symmetricDifference(names(other).map(\.value)).sorted()
      guard let name = difference.first else { continue }
      errors.append(CompositionError("\"\(first.name).\(name)\" is defined in one file and not in another.", at: first.place, other.place))
    }
  }

  private mutating func requireSame(
    _ field: InputValueDefinition, _ others: [InputValueDefinition], _ first: SubgraphType, _ other: SubgraphType
  ) {
    guard let match = others.first(where: { $0.name.value == field.name.value }) else { return }
    let text = { (value: InputValueDefinition) in "\(value.type)" + (value.defaultValue.map { " = " + Printer.text(of: $0) } ?? "") }
    if text(field) != text(match) {
      errors.append(
        CompositionError(
          "\"\(first.name).\(field.name.value)\" is \(text(field)) in one file and \(text(match)) in another.",
          at: Place(file: first.file, location: field.location), Place(file: other.file, location: match.location)))
    }
  }

  private func members(_ types: [SubgraphType]) -> [Name] {
    var seen: Set<String> = []
    return types.flatMap(\.members).filter { seen.insert($0.value).inserted }.map { Name($0.value) }
  }

  private func visible(_ directives: [Directive]) -> [Directive] {
    var seen: Set<String> = []
    return directives.filter { DirectiveChecks.visible.contains($0.name.value) && seen.insert($0.name.value).inserted }
  }

  private func plain(_ value: InputValueDefinition) -> InputValueDefinition {
    InputValueDefinition(
      description: value.description, name: Name(value.name.value), type: Self.plain(value.type), defaultValue: value.defaultValue,
      directives: visible(value.directives))
  }

  /// A type without places, which would point into different files.
  private static func plain(_ type: TypeReference) -> TypeReference {
    switch type {
    case .named(let name): .named(name.value)
    case .list(let inner, _): .list(of: plain(inner))
    case .nonNull(let inner, _): .nonNull(plain(inner))
    }
  }
}
