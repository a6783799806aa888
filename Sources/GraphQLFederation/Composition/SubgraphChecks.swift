import GraphQLLanguage

/// The checks of a single subgraph.
enum SubgraphChecks {
  static let builtIn: Set<String> = ["Int", "Float", "String", "Boolean", "ID"]

  static func errors(in subgraph: Subgraph, among all: [Subgraph]) -> [CompositionError] {
    var errors: [CompositionError] = []
    for name in subgraph.typeNames {
      guard let type = subgraph.types[name] else { continue }
      if name == "Subscription" {
        errors.append(
          CompositionError("Subscriptions are not supported yet; remove the type.", code: .unsupportedFeature, at: type.position))
      }
      if name.hasPrefix("__") {
        errors.append(CompositionError("Names that begin with \"__\" are reserved.", code: .invalidGraphQL, at: type.position))
      }
      for field in type.fields {
        check(field.type, subgraph, all, &errors)
        for argument in field.arguments { check(argument.type, subgraph, all, &errors) }
        if type.kind == .interface { checkInterfaceField(field, of: type, &errors) }
      }
      for field in type.inputFields { check(field.type, subgraph, all, &errors) }
      if type.kind == .interface { checkInterface(type, subgraph, &errors) }
      checkExternalUse(type, subgraph, &errors)
    }
    return errors
  }

  /// Checks that a file defines the objects it refers to, at least by their keys, because the planner needs their fields. Other types may
  /// be defined in other files.
  private static func check(_ reference: TypeReference, _ subgraph: Subgraph, _ all: [Subgraph], _ errors: inout [CompositionError]) {
    let name = reference.namedType
    guard subgraph.types[name.value] == nil, !builtIn.contains(name.value) else { return }
    let other = all.lazy.compactMap { $0.types[name.value] }.first
    let position = subgraph.position(name.location)
    switch other?.kind {
    case nil:
      let near = Suggestion.list(for: name.value, among: (builtIn.union(all.flatMap(\.typeNames))).sorted())
      errors.append(CompositionError("Unknown type \"\(name.value)\".\(Suggestion.question(near))", code: .invalidGraphQL, at: position))
    case .object, .interface, .union:
      let advice = "define here what this service knows about it, at least `type \(name.value) @key(…) { … }`"
      errors.append(
        CompositionError("\"\(name.value)\" is not defined in this file; \(advice).", code: .invalidGraphQL, at: position))
    case .scalar, .enumeration, .input: break
    }
  }

  private static func checkInterfaceField(_ field: FieldDefinition, of type: SubgraphType, _ errors: inout [CompositionError]) {
    let codes: [(String, CompositionCode)] = [
      ("external", .externalOnInterface), ("requires", .requiresOnInterface), ("provides", .providesOnInterface),
      ("override", .overrideOnInterface), ("shareable", .invalidShareableUsage),
    ]
    for (name, code) in codes {
      guard let directive = field.directives.first(named: name) else { continue }
      errors.append(
        CompositionError(
          "@\(name) is not allowed on \"\(type.name).\(field.name)\", which is a field of an interface; move it to the objects' fields.",
          code: code, at: SourcePosition(file: type.file, location: directive.location)))
    }
  }

  private static func checkInterface(_ type: SubgraphType, _ subgraph: Subgraph, _ errors: inout [CompositionError]) {
    if let directive = type.directives.first(named: "shareable") {
      errors.append(
        CompositionError(
          "@shareable is not allowed on the interface \"\(type.name)\".", code: .invalidShareableUsage,
          at: SourcePosition(file: type.file, location: directive.location)))
    }
    for key in type.keys {
      for name in subgraph.typeNames {
        guard let object = subgraph.types[name], object.kind == .object, object.members.contains(where: { $0.value == type.name }),
          !object.keys.contains(where: { Set($0.fields) == Set(key.fields) })
        else { continue }
        errors.append(
          CompositionError(
            "The interface \"\(type.name)\" has @key(fields: \"\(key.text)\"), so \"\(name)\" needs it, too.",
            code: .interfaceKeyNotOnImplementation, at: subgraph.position(key.location), object.position))
      }
    }
  }

  /// Checks that each external field is used by a key, a `@requires`, a `@provides`, or an interface.
  private static func checkExternalUse(_ type: SubgraphType, _ subgraph: Subgraph, _ errors: inout [CompositionError]) {
    for field in type.fields where type.isExternal(field.name.value) && field.directives.has("external") {
      let name = field.name.value
      guard !type.isKeyField(name), !subgraph.usesExternal(name, of: type) else { continue }
      errors.append(
        CompositionError(
          "\"\(type.name).\(name)\" is @external, but no @key, @requires, @provides or interface here uses it; remove the field or @external.",
          code: .externalUnused, at: SourcePosition(file: type.file, location: field.location)))
    }
  }
}

extension Subgraph {
  fileprivate func usesExternal(_ field: String, of type: SubgraphType) -> Bool {
    if type.members.contains(where: { types[$0.value]?.field(field) != nil }) { return true }
    for other in types.values {
      if other.keys.contains(where: { uses(field, of: type.name, $0.set, on: other.name) }) { return true }
      for candidate in other.fields {
        if let set = candidate.requiredFields, uses(field, of: type.name, set, on: other.name) { return true }
        if let set = candidate.providedFields, uses(field, of: type.name, set, on: candidate.type.namedType.value) { return true }
      }
    }
    return false
  }

  private func uses(_ field: String, of type: String, _ set: FieldSet, on parent: String) -> Bool {
    set.nodes.contains { node in
      let holder = node.typeCondition ?? parent
      let isHolder = holder == type || types[type]?.members.contains { $0.value == holder } == true
      if isHolder, node.name == field { return true }
      guard let inner = types[holder]?.field(node.name)?.type.namedType.value else { return false }
      return uses(field, of: type, node.children, on: inner)
    }
  }
}
