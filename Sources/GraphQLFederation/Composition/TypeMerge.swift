import GraphQLLanguage

/// Merges the types of all subgraphs into one document. `@inaccessible`, `@tag` and the directives of access and cost are kept.
struct TypeMerge {
  /// The definition of a type in one subgraph.
  struct Part {
    let subgraph: Int
    let type: SubgraphType
  }

  let subgraphs: [Subgraph]
  let resolvers: FieldResolvers
  let subtypes: SubtypeRelation
  private let usage: TypeUsage
  var errors: [CompositionError] = []

  init(subgraphs: [Subgraph], resolvers: FieldResolvers) {
    self.subgraphs = subgraphs
    self.resolvers = resolvers
    subtypes = SubtypeRelation(subgraphs)
    usage = TypeUsage(subgraphs)
  }

  mutating func merged() -> Document {
    var names: [String] = []
    var seen: Set<String> = []
    for subgraph in subgraphs {
      for name in subgraph.typeNames where seen.insert(name).inserted { names.append(name) }
    }
    if !subgraphs.isEmpty, !seen.contains("Query") {
      errors.append(
        CompositionError("No file has a query: add `type Query { … }` with one field at least.", code: .noQueries, positions: []))
    }
    // Root types come first.
    let roots = ["Query", "Mutation", "Subscription"].filter(seen.contains)
    var definitions: [Definition] = []
    for name in roots + names.filter({ !roots.contains($0) }) {
      let parts = subgraphs.indices.compactMap { index in subgraphs[index].types[name].map { Part(subgraph: index, type: $0) } }
      if let type = merge(parts) { definitions.append(.type(type)) }
    }
    let document = Document(definitions: definitions)
    errors += InterfaceChecks.errors(in: document, subgraphs)
    return document
  }

  private mutating func merge(_ parts: [Part]) -> TypeDefinition? {
    guard let first = parts.first?.type else { return nil }
    for part in parts where part.type.kind != first.kind {
      errors.append(
        CompositionError(
          "\"\(first.name)\" is defined as \(first.kind.rawValue) and as \(part.type.kind.rawValue); rename one of them.",
          code: .typeKindMismatch, at: first.position, part.type.position))
      return nil
    }
    let name = Name(first.name)
    let description = parts.lazy.compactMap(\.type.description).first
    let directives = Self.kept(parts.flatMap(\.type.directives))
    switch first.kind {
    case .scalar: return .scalar(ScalarTypeDefinition(description: description, name: name, directives: directives))
    case .object:
      return .object(
        ObjectTypeDefinition(
          description: description, name: name, interfaces: members(parts), directives: directives, fields: mergeFields(parts)))
    case .interface:
      return .interface(
        InterfaceTypeDefinition(
          description: description, name: name, interfaces: members(parts), directives: directives, fields: mergeFields(parts)))
    case .union: return .union(UnionTypeDefinition(description: description, name: name, directives: directives, members: members(parts)))
    case .enumeration:
      return .enumeration(
        EnumTypeDefinition(description: description, name: name, directives: directives, values: mergeValues(parts)))
    case .input:
      return .inputObject(
        InputObjectTypeDefinition(description: description, name: name, directives: directives, fields: mergeInputFields(parts)))
    }
  }

  private func members(_ parts: [Part]) -> [Name] {
    var seen: Set<String> = []
    return parts.flatMap(\.type.members).filter { seen.insert($0.value).inserted }.map { Name($0.value) }
  }

  /// An enum that only clients send has the values that all services take; one that they only get has all values; one that travels both
  /// ways must be the same everywhere.
  private mutating func mergeValues(_ parts: [Part]) -> [EnumValueDefinition] {
    guard let first = parts.first?.type else { return [] }
    let isInput = usage.inputs.contains(first.name)
    let isOutput = usage.outputs.contains(first.name) || !isInput
    var values: [EnumValueDefinition] = []
    for name in Self.ordered(parts.map { $0.type.values.map(\.name.value) }) {
      let found = parts.compactMap { part in part.type.values.first { $0.name.value == name } }
      if found.count < parts.count, isInput {
        guard isOutput else { continue }
        if let missing = parts.first(where: { part in !part.type.values.contains { $0.name.value == name } }),
          let having = parts.first(where: { part in part.type.values.contains { $0.name.value == name } })
        {
          errors.append(
            CompositionError(
              "\"\(first.name).\(name)\" is missing in \(missing.type.file); \"\(first.name)\" is sent and received, so each file needs all its values.",
              code: .enumValueMismatch,
              at: SourcePosition(file: having.type.file, location: found.first?.location ?? .unknown), missing.type.position))
        }
      }
      values.append(
        EnumValueDefinition(
          description: found.lazy.compactMap(\.description).first, name: Name(name), directives: Self.kept(found.flatMap(\.directives))))
    }
    if values.isEmpty {
      errors.append(
        CompositionError(
          "The files have no value of \"\(first.name)\" in common; one that clients send must have one at least.",
          code: .emptyMergedEnumType,
          positions: parts.map(\.type.position)))
    }
    return values
  }

  /// The directives that the merged graph keeps, without duplicates. What several files require of the caller must hold together.
  static func kept(_ directives: [Directive]) -> [Directive] {
    var seen: Set<String> = []
    let composed = directives.accessRequirement.directives + directives.mergedCost
    return composed
      + directives.filter { directive in
        let name = directive.name.value
        guard ["deprecated", "specifiedBy", "oneOf", "inaccessible", "tag"].contains(name) else { return false }
        return seen.insert(name == "tag" ? Printer.text(of: Argument.list(directive)) : name).inserted
      }.map { Directive(name: Name($0.name.value), arguments: $0.arguments) }
  }

  /// All names without duplicates, in the order of the parts.
  static func ordered(_ lists: [[String]]) -> [String] {
    var seen: Set<String> = []
    return lists.joined().filter { seen.insert($0).inserted }
  }
}

extension Argument {
  /// The arguments of a directive as one value.
  static func list(_ directive: Directive) -> Value {
    Value(.object(directive.arguments.map { Value.ObjectField(name: Name($0.name.value), value: $0.value) }))
  }
}
