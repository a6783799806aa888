import GraphQLLanguage

/// `@key`, `@requires` and `@provides`: what their `fields` select must be there, and of the right sort.
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
        checks.check(key.set, on: type, .key, "The @key of \"\(type.name)\"", subgraph.place(key.location))
      }
      for field in type.fields where type.kind == .object { checks.check(field, of: type) }
    }
    return checks.errors
  }

  private mutating func fail(_ message: String, _ code: CompositionCode, _ places: Place...) {
    errors.append(CompositionError(message, code: code, places: places))
  }

  private mutating func check(_ field: FieldDefinition, of type: SubgraphType) {
    let coordinate = "\"\(type.name).\(field.name)\""
    if let (set, place) = read("requires", field, coordinate, .requiresInvalidFieldsType, .requiresInvalidFields) {
      check(set, on: type, .requires, "The @requires of \(coordinate)", place)
      if !hasExternal(set, on: type) {
        fail(
          "The @requires of \(coordinate) selects only what this file has itself; mark the fields of the other service @external.",
          .requiresFieldsMissingExternal, place)
      }
    }
    guard let (set, place) = read("provides", field, coordinate, .providesInvalidFieldsType, .providesInvalidFields) else { return }
    guard let target = subgraph.types[field.type.namedType.value], [.object, .interface, .union].contains(target.kind) else {
      return fail("@provides stands on \(coordinate), which holds no objects.", .providesOnNonObjectField, place)
    }
    check(set, on: target, .provides, "The @provides of \(coordinate)", place)
    if !hasExternal(set, on: target) {
      fail(
        "The @provides of \(coordinate) selects only what this file has everywhere; mark those fields of \"\(target.name)\" @external.",
        .providesFieldsMissingExternal, place)
    }
  }

  private mutating func read(
    _ name: String, _ field: FieldDefinition, _ coordinate: String, _ typeCode: CompositionCode, _ code: CompositionCode
  ) -> (FieldSet, Place)? {
    guard let directive = field.directives.first(named: name) else { return nil }
    let place = subgraph.place(directive.location)
    guard let text = directive.value(of: "fields")?.stringValue else {
      fail("@\(name) of \(coordinate) needs fields: a string of field names.", typeCode, place)
      return nil
    }
    do throws(GraphQLError) { return (try FieldSet(text), place) } catch {
      fail("@\(name)(fields: \"\(text)\") of \(coordinate) is no list of fields.", code, place)
      return nil
    }
  }

  private mutating func check(_ set: FieldSet, on type: SubgraphType, _ use: Use, _ what: String, _ place: Place) {
    for node in set.nodes {
      if use != .key, let condition = node.typeCondition, condition != type.name {
        guard let inner = subgraph.types[condition] else {
          fail("\(what) names the type \"\(condition)\", which this file does not define.", use.invalid, place)
          continue
        }
        check(FieldSet(nodes: [node.unconditional]), on: inner, use, what, place)
        continue
      }
      guard let field = type.field(node.name) else {
        if node.name == "__typename", node.children.nodes.isEmpty, use != .key { continue }
        let near = Suggestion.question(Suggestion.list(for: node.name, among: type.fields.map(\.name.value)))
        fail(
          "\(what) names \"\(type.name).\(node.name)\", which is no field here; add it, or take it out.\(near)", use.invalid, place,
          type.place)
        continue
      }
      let fieldPlace = subgraph.place(field.location)
      if node.hasArguments || (use == .key && !field.arguments.isEmpty) {
        fail(
          "\(what) names \"\(type.name).\(node.name)\" with arguments, which are not supported there; name a field without.", use.arguments,
          place, fieldPlace)
      }
      checkType(of: field, node, on: type, use, what, place, fieldPlace)
    }
  }

  private mutating func checkType(
    of field: FieldDefinition, _ node: FieldSet.Node, on type: SubgraphType, _ use: Use, _ what: String, _ place: Place, _ fieldPlace: Place
  ) {
    let coordinate = "\"\(type.name).\(node.name)\""
    let target = subgraph.types[field.type.namedType.value]
    let isComposite = target.map { [.object, .interface, .union].contains($0.kind) } ?? false
    if use == .key, field.type.isList || target?.kind == .interface || target?.kind == .union {
      fail(
        "\(what) names \(coordinate), which is of type \(field.type); a key holds single scalars, enums and objects.",
        .keyFieldsSelectInvalidType, place, fieldPlace)
    } else if isComposite, node.children.nodes.isEmpty {
      fail("\(what) ends at \(coordinate), which is an object; say which of its fields.", use.invalid, place, fieldPlace)
    } else if !isComposite, !node.children.nodes.isEmpty {
      fail("\(what) selects inside \(coordinate), which has no fields.", use.invalid, place, fieldPlace)
    } else if let target, isComposite {
      check(node.children, on: target, use, what, place)
    }
  }

  /// Whether anything that the set selects is another subgraph's.
  private func hasExternal(_ set: FieldSet, on type: SubgraphType) -> Bool {
    set.nodes.contains { node in
      let holder = node.typeCondition.flatMap { subgraph.types[$0] } ?? type
      // What is not there at all is an error already.
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
  /// The same for objects of any type.
  fileprivate var unconditional: FieldSet.Node {
    FieldSet.Node(name: name, typeCondition: nil, hasArguments: hasArguments, children: children)
  }
}

extension TypeReference {
  /// Whether it is a list, non-null or not.
  var isList: Bool {
    if case .list = nullable { true } else { false }
  }
}
