import GraphQLLanguage

/// Checks the field sets of `@key`, `@requires` and `@provides`: the fields exist and have suitable types.
struct FieldSetChecks {
  private enum Use {
    case key, requires, provides

    var invalid: CompositionCode {
      switch self {
      case .key: .keyInvalidFields
      case .requires: .requiresInvalidFields
      case .provides: .providesInvalidFields
      }
    }

    var arguments: CompositionCode {
      switch self {
      case .key: .keyFieldsHaveArguments
      case .requires: .requiresFieldsHaveArguments
      case .provides: .providesFieldsHaveArguments
      }
    }
  }

  private let subgraph: Subgraph
  private var errors: [CompositionError] = []

  static func errors(in subgraph: Subgraph, among all: [Subgraph]) -> [CompositionError] {
    var checks = FieldSetChecks(subgraph: subgraph)
    for name in subgraph.typeNames {
      guard let type = subgraph.types[name] else { continue }
      for key in type.keys {
        checks.check(key.set, on: type, .key, "The @key of \"\(type.name)\"", subgraph.position(key.location))
      }
      for field in type.fields where type.kind == .object { checks.check(field, of: type) }
    }
    return checks.errors
  }

  private mutating func fail(_ message: String, _ code: CompositionCode, _ positions: SourcePosition...) {
    errors.append(CompositionError(message, code: code, positions: positions))
  }

  private mutating func check(_ field: FieldDefinition, of type: SubgraphType) {
    let coordinate = "\"\(type.name).\(field.name)\""
    if let (set, position) = read("requires", field, coordinate, .requiresInvalidFieldsType, .requiresInvalidFields) {
      check(set, on: type, .requires, "The @requires of \(coordinate)", position)
      if !hasExternal(set, on: type) {
        fail(
          "The @requires of \(coordinate) selects only what this file has itself; remove it, because {$this.…} reads these fields without it, or mark the fields of the other service @external.",
          .requiresFieldsMissingExternal, position)
      }
    }
    guard let (set, position) = read("provides", field, coordinate, .providesInvalidFieldsType, .providesInvalidFields) else { return }
    guard let target = subgraph.types[field.type.namedType.value], [.object, .interface, .union].contains(target.kind) else {
      return fail("@provides is on \(coordinate), which does not return objects.", .providesOnNonObjectField, position)
    }
    check(set, on: target, .provides, "The @provides of \(coordinate)", position)
    if !hasExternal(set, on: target) {
      fail(
        "The @provides of \(coordinate) selects only what this file has everywhere; mark those fields of \"\(target.name)\" @external.",
        .providesFieldsMissingExternal, position)
    }
  }

  private mutating func read(
    _ name: String, _ field: FieldDefinition, _ coordinate: String, _ typeCode: CompositionCode, _ code: CompositionCode
  ) -> (FieldSet, SourcePosition)? {
    guard let directive = field.directives.first(named: name) else { return nil }
    let position = subgraph.position(directive.location)
    guard let text = directive.value(of: "fields")?.stringValue else {
      fail("@\(name) of \(coordinate) needs fields: a string of field names.", typeCode, position)
      return nil
    }
    do throws(GraphQLError) { return (try FieldSet(text), position) } catch {
      fail("@\(name)(fields: \"\(text)\") of \(coordinate) is not a list of fields.", code, position)
      return nil
    }
  }

  private mutating func check(_ set: FieldSet, on type: SubgraphType, _ use: Use, _ what: String, _ position: SourcePosition) {
    for node in set.nodes {
      if use != .key, let condition = node.typeCondition, condition != type.name {
        guard let inner = subgraph.types[condition] else {
          fail("\(what) names the type \"\(condition)\", which this file does not define.", use.invalid, position)
          continue
        }
        check(FieldSet(nodes: [node.unconditional]), on: inner, use, what, position)
        continue
      }
      guard let field = type.field(node.name) else {
        if node.name == "__typename", node.children.nodes.isEmpty, use != .key { continue }
        let near = Suggestion.question(Suggestion.list(for: node.name, among: type.fields.map(\.name.value)))
        fail(
          "\(what) names \"\(type.name).\(node.name)\", which is not a field here; add it or remove it.\(near)", use.invalid, position,
          type.position)
        continue
      }
      let fieldPosition = subgraph.position(field.location)
      if use == .requires {
        check(node.arguments, of: field, "\(type.name).\(node.name)", what, position)
      } else if node.hasArguments || (use == .key && !field.arguments.isEmpty) {
        fail(
          "\(what) names \"\(type.name).\(node.name)\" with arguments, which are not supported there; name a field without.", use.arguments,
          position, fieldPosition)
      }
      checkType(of: field, node, on: type, use, what, position, fieldPosition)
    }
  }

  /// Checks that given arguments exist and that required ones are given.
  private mutating func check(
    _ given: [Argument], of field: FieldDefinition, _ coordinate: String, _ what: String, _ position: SourcePosition
  ) {
    let names = field.arguments.map(\.name.value)
    for argument in given where !names.contains(argument.name.value) {
      let near = Suggestion.question(Suggestion.list(for: argument.name.value, among: names))
      fail(
        "\(what) gives \"\(coordinate)\" the argument \"\(argument.name)\", which it does not have.\(near)", .requiresInvalidFields,
        position)
    }
    for argument in field.arguments
    where argument.type.isNonNull && argument.defaultValue == nil && !given.contains(where: { $0.name.value == argument.name.value }) {
      fail("\(what) names \"\(coordinate)\" without its required argument \"\(argument.name)\".", .requiresInvalidFields, position)
    }
  }

  private mutating func checkType(
    of field: FieldDefinition, _ node: FieldSet.Node, on type: SubgraphType, _ use: Use, _ what: String, _ position: SourcePosition,
    _ fieldPosition: SourcePosition
  ) {
    let coordinate = "\"\(type.name).\(node.name)\""
    let target = subgraph.types[field.type.namedType.value]
    let isComposite = target.map { [.object, .interface, .union].contains($0.kind) } ?? false
    if use == .key, field.type.isList || target?.kind == .interface || target?.kind == .union {
      fail(
        "\(what) names \(coordinate), which is of type \(field.type); a key holds single scalars, enums and objects.",
        .keyFieldsSelectInvalidType, position, fieldPosition)
    } else if isComposite, node.children.nodes.isEmpty {
      fail("\(what) ends at \(coordinate), which is an object; say which of its fields.", use.invalid, position, fieldPosition)
    } else if !isComposite, !node.children.nodes.isEmpty {
      fail("\(what) selects inside \(coordinate), which has no fields.", use.invalid, position, fieldPosition)
    } else if let target, isComposite {
      check(node.children, on: target, use, what, position)
    }
  }

  /// Whether the set selects an external field.
  private func hasExternal(_ set: FieldSet, on type: SubgraphType) -> Bool {
    set.nodes.contains { node in
      let holder = node.typeCondition.flatMap { subgraph.types[$0] } ?? type
      // A missing field has been reported already.
      guard let field = holder.field(node.name) else { return true }
      if holder.isExternal(node.name) { return true }
      guard let inner = subgraph.types[field.type.namedType.value] else { return false }
      if holder.kind != .object, !node.children.nodes.isEmpty { return true }
      if holder.kind != .object { return subgraph.types.values.contains { $0.isExternal(node.name) } }
      return hasExternal(node.children, on: inner)
    }
  }
}

extension FieldSet.Node {
  /// The node without its type condition.
  fileprivate var unconditional: FieldSet.Node {
    FieldSet.Node(name: name, typeCondition: nil, arguments: arguments, children: children)
  }
}

extension TypeReference {
  /// Whether it is a list, nullable or not.
  var isList: Bool {
    if case .list = nullable { true } else { false }
  }
}
