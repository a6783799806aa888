import GraphQLLanguage

/// What one subgraph must get right by itself.
enum SubgraphChecks {
  private static let builtIn: Set<String> = ["Int", "Float", "String", "Boolean", "ID"]

  static func errors(in subgraph: Subgraph, among all: [Subgraph]) -> [CompositionError] {
    var errors: [CompositionError] = []
    for root in subgraph.renamedRoots {
      errors.append(CompositionError("A root type named \"\(root.type.value)\" is not supported yet.", at: subgraph.place(root.location)))
    }
    for name in subgraph.typeNames {
      guard let type = subgraph.types[name] else { continue }
      if name == "Subscription" { errors.append(CompositionError("Subscriptions are not supported yet.", at: type.place)) }
      if name.hasPrefix("__") { errors.append(CompositionError("Names that begin with \"__\" are reserved.", at: type.place)) }
      for field in type.fields {
        check(field.type, subgraph, all, &errors)
        for argument in field.arguments { check(argument.type, subgraph, all, &errors) }
      }
      for field in type.inputFields { check(field.type, subgraph, all, &errors) }
      for key in type.keys { check(key, of: type, subgraph, &errors) }
    }
    return errors
  }

  /// Objects that a file refers to must be said in it, if only by their key: what they provide here is part of the plan. Other types may lie in another file.
  private static func check(_ reference: TypeReference, _ subgraph: Subgraph, _ all: [Subgraph], _ errors: inout [CompositionError]) {
    let name = reference.namedType
    guard subgraph.types[name.value] == nil, !builtIn.contains(name.value) else { return }
    let other = all.lazy.compactMap { $0.types[name.value] }.first
    switch other?.kind {
    case nil: errors.append(CompositionError("Unknown type \"\(name.value)\".", at: subgraph.place(name.location)))
    case .object, .interface, .union:
      errors.append(
        CompositionError(
          "\"\(name.value)\" is not defined in this file; say here what this service knows of it, at least `type \(name.value) @key(…) { … }`.",
          at: subgraph.place(name.location)))
    case .scalar, .enumeration, .input: break
    }
  }

  private static func check(_ key: EntityKey, of type: SubgraphType, _ subgraph: Subgraph, _ errors: inout [CompositionError]) {
    for path in key.fields {
      var current: SubgraphType? = type
      for (index, step) in path.enumerated() {
        guard let field = current?.field(step) else {
          errors.append(
            CompositionError(
              "The @key of \"\(type.name)\" names \"\(path.joined(separator: "."))\", which is no field here.", at: type.place))
          return
        }
        current = subgraph.types[field.type.namedType.value]
        let isLast = index == path.count - 1
        if isLast, current.map({ $0.kind == .object || $0.kind == .interface || $0.kind == .union }) == true {
          errors.append(
            CompositionError("The @key of \"\(type.name)\" ends at \"\(path.joined(separator: "."))\", which is an object.", at: type.place)
          )
        }
      }
    }
  }
}
