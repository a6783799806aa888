import GraphQLLanguage

/// Removes `@inaccessible` elements from the API schema, and checks that no remaining element needs them.
struct InaccessibleElements {
  private let merged: Document
  private let subgraphs: [Subgraph]
  private var hiddenTypes: Set<String> = []
  private var hiddenValues: Set<String> = []
  private var fieldsByType: [String: [FieldDefinition]] = [:]
  private(set) var errors: [CompositionError] = []
  /// The schema that clients see.
  private(set) var apiDocument = Document(definitions: [])

  init(_ merged: Document, _ subgraphs: [Subgraph]) {
    self.merged = merged
    self.subgraphs = subgraphs
    let types = merged.definitions.compactMap { if case .type(let type) = $0 { type } else { nil } }
    for type in types {
      if type.directives.has("inaccessible") { hiddenTypes.insert(type.name.value) }
      switch type {
      case .object(let node): fieldsByType[node.name.value] = node.fields
      case .interface(let node): fieldsByType[node.name.value] = node.fields
      case .enumeration(let node):
        for value in node.values where value.directives.has("inaccessible") { hiddenValues.insert(value.name.value) }
      default: continue
      }
    }
    if hiddenTypes.contains("Query") {
      fail("The query root cannot be @inaccessible; hide single fields.", .queryRootInaccessible, "Query")
    }
    apiDocument = Document(definitions: types.filter { !hiddenTypes.contains($0.name.value) }.map { .type(visible($0)) })
  }

  private mutating func fail(_ message: String, _ code: CompositionCode, _ type: String, _ field: String? = nil) {
    let positions = subgraphs.compactMap { graph -> SourcePosition? in
      guard let part = graph.types[type] else { return nil }
      guard let field else { return part.position }
      let location =
        part.field(field)?.location ?? part.inputFields.first { $0.name.value == field }?.location
        ?? part.values.first { $0.name.value == field }?.location
      return location.map { graph.position($0) }
    }
    errors.append(CompositionError(message, code: code, positions: positions))
  }

  // MARK: types

  private mutating func visible(_ type: TypeDefinition) -> TypeDefinition {
    let name = type.name.value
    switch type {
    case .scalar(var node):
      node.directives = api(node.directives)
      return .scalar(node)
    case .object(var node):
      checkImplementation(node.fields, of: name, node.interfaces)
      node.interfaces.removeAll { hiddenTypes.contains($0.value) }
      node.directives = api(node.directives)
      node.fields = visible(node.fields, of: name)
      return .object(node)
    case .interface(var node):
      checkImplementation(node.fields, of: name, node.interfaces)
      node.interfaces.removeAll { hiddenTypes.contains($0.value) }
      node.directives = api(node.directives)
      node.fields = visible(node.fields, of: name)
      return .interface(node)
    case .union(var node):
      let hadMembers = !node.members.isEmpty
      node.members.removeAll { hiddenTypes.contains($0.value) }
      node.directives = api(node.directives)
      if hadMembers, node.members.isEmpty { failEmpty(name) }
      return .union(node)
    case .enumeration(var node):
      node.directives = api(node.directives)
      node.values = node.values.filter { !$0.directives.has("inaccessible") }.map { value in
        EnumValueDefinition(description: value.description, name: value.name, directives: api(value.directives))
      }
      if node.values.isEmpty { failEmpty(name) }
      return .enumeration(node)
    case .inputObject(var node):
      let all = node.fields
      node.directives = api(node.directives)
      node.fields = visible(all, of: name) { "\(name).\($0)" }
      if node.fields.isEmpty, !all.isEmpty { failEmpty(name) }
      return .inputObject(node)
    }
  }

  private mutating func failEmpty(_ name: String) {
    fail("All of \"\(name)\" is @inaccessible, but not \"\(name)\" itself; hide it, too.", .onlyInaccessibleChildren, name)
  }

  private mutating func visible(_ fields: [FieldDefinition], of type: String) -> [FieldDefinition] {
    var result: [FieldDefinition] = []
    for var field in fields where !field.directives.has("inaccessible") {
      let name = field.name.value
      if hiddenTypes.contains(field.type.namedType.value) {
        fail(
          "\"\(type).\(name)\" is of type \(field.type), which is @inaccessible; hide the field, too.", .referencedInaccessible, type, name)
      }
      field.directives = api(field.directives)
      field.arguments = visible(field.arguments, of: type, in: name) { "\(type).\(name)(\($0):)" }
      result.append(field)
    }
    if result.isEmpty, !fields.isEmpty { failEmpty(type) }
    return result
  }

  private mutating func visible(
    _ values: [InputValueDefinition], of type: String, in field: String? = nil, _ coordinate: (String) -> String
  ) -> [InputValueDefinition] {
    var result: [InputValueDefinition] = []
    for var value in values {
      let name = value.name.value
      if value.directives.has("inaccessible") {
        if value.type.isNonNull, value.defaultValue == nil {
          fail(
            "\"\(coordinate(name))\" must be given, so it cannot be @inaccessible; give it a default.", .requiredInaccessible, type,
            field ?? name)
        }
        continue
      }
      if hiddenTypes.contains(value.type.namedType.value) {
        fail(
          "\"\(coordinate(name))\" is of type \(value.type), which is @inaccessible; hide it, too.", .referencedInaccessible, type,
          field ?? name)
      }
      if let text = value.defaultValue.flatMap(hiddenValue) {
        fail(
          "\"\(coordinate(name))\" is by default \(text), which is @inaccessible; take another default.", .defaultValueUsesInaccessible,
          type,
          field ?? name)
      }
      value.directives = api(value.directives)
      result.append(value)
    }
    return result
  }

  private func hiddenValue(_ value: Value) -> String? {
    switch value.content {
    case .enumeration(let name): hiddenValues.contains(name) ? name : nil
    case .list(let values): values.lazy.compactMap { hiddenValue($0) }.first
    case .object(let fields): fields.lazy.compactMap { hiddenValue($0.value) }.first
    default: nil
    }
  }

  private mutating func checkImplementation(_ fields: [FieldDefinition], of type: String, _ interfaces: [Name]) {
    let hidden = Set(fields.filter { $0.directives.has("inaccessible") }.map(\.name.value))
    for interface in interfaces where !hiddenTypes.contains(interface.value) {
      for field in fieldsByType[interface.value] ?? [] where hidden.contains(field.name.value) && !field.directives.has("inaccessible") {
        fail(
          "\"\(type).\(field.name)\" is @inaccessible, but implements \"\(interface).\(field.name)\", which is not; hide that, too.",
          .implementedByInaccessible, type, field.name.value)
      }
    }
  }

  private func api(_ directives: [Directive]) -> [Directive] {
    directives.filter { directive in
      let name = directive.name.value
      return name != "inaccessible" && name != "tag" && !FederationDirectives.access.contains(name)
        && !FederationDirectives.cost.contains(name)
    }
  }
}
