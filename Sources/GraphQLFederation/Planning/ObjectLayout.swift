import GraphQLExecution
import GraphQLLanguage
import JSON

/// The fields that each subgraph's JSON contains for objects of one type, and their paths.
struct ObjectLayout: Sendable {
  let type: String
  /// The subgraphs whose JSON contains the object; at least one, and each once.
  let parts: [ProvidedObject]
  let supergraph: Supergraph
  let catalog: ConnectorCatalog

  /// The subgraph whose JSON is layer 0.
  var home: ProvidedObject { parts[0] }

  /// The index of a subgraph's part of the object, which is the number of its layer.
  func part(of subgraph: Int) -> Int? { parts.firstIndex { $0.subgraph == subgraph } }

  private func provided(in subgraph: Int) -> FieldSet { part(of: subgraph).map { parts[$0].provided } ?? .none }

  /// Whether a subgraph's JSON for the object contains a field. `isHome`: whether the object itself is meant, to which `@provides` applies.
  func holds(_ field: String, in subgraph: Int, isHome: Bool) -> Bool {
    holds(field, of: type, in: subgraph, provided: isHome ? provided(in: subgraph) : .none)
  }

  private func holds(_ field: String, of type: String, in subgraph: Int, provided: FieldSet) -> Bool {
    guard catalog.fieldLoaders[.init(subgraph, type, field)] == nil else { return false }
    if supergraph.resolvers.of(field, on: type).contains(subgraph) { return true }
    return provided.selection(of: field, on: type) != nil && supergraph.type(type, in: subgraph)?.field(field) != nil
  }

  /// The same for a path through nested objects.
  func holds(_ path: [String], in subgraph: Int, isHome: Bool) -> Bool {
    var type = type
    var provided = isHome ? provided(in: subgraph) : .none
    for (index, name) in path.enumerated() {
      guard holds(name, of: type, in: subgraph, provided: provided) else { return false }
      guard index < path.count - 1 else { return true }
      guard let next = supergraph.type(type, in: subgraph)?.field(name)?.type.namedType.value else { return false }
      provided = provided.selection(of: name, on: type) ?? .none
      type = next
    }
    return false
  }

  /// The path of a field in a subgraph's JSON.
  func path(_ field: [String], in subgraph: Int) -> JSONPath {
    var steps: [JSONPath] = []
    var current: String? = type
    for name in field {
      steps.append(current.flatMap { catalog.fieldPaths[.init(subgraph, $0, name)] } ?? JSONPath(member: name))
      current = current.flatMap { supergraph.type($0, in: subgraph)?.field(name)?.type.namedType.value }
    }
    return JSONPath(joining: steps)
  }

  /// How a subgraph's JSON contains the value at a path that it holds.
  enum Access {
    /// A single value, or the whole value of the last field.
    case plain
    /// Values in the elements of lists.
    case throughLists
    /// The path leads through entities, which the JSON can abbreviate.
    case throughEntities
  }

  func access(_ field: [String], in subgraph: Int) -> Access {
    var current = type
    var isThroughLists = false
    for index in field.indices.dropLast() {
      guard let reference = supergraph.type(current, in: subgraph)?.field(field[index])?.type else { return .plain }
      current = reference.namedType.value
      isThroughLists = isThroughLists || reference.isList
      guard let definition = supergraph.type(current, in: subgraph), !definition.keys.isEmpty else { continue }
      if isThroughLists || definition.referenceKey != Array(field[(index + 1)...]) { return .throughEntities }
    }
    return isThroughLists ? .throughLists : .plain
  }

  /// The paths of entities on the way to a field whose key is the rest of the way. Their JSON can be the value of the key alone.
  func references(to field: [String], in subgraph: Int) -> [JSONPath] {
    var paths: [JSONPath] = []
    var current: String? = type
    for index in field.indices.dropLast() {
      current = current.flatMap { supergraph.type($0, in: subgraph)?.field(field[index])?.type.namedType.value }
      guard let current, supergraph.type(current, in: subgraph)?.referenceKey == Array(field[(index + 1)...]) else { continue }
      paths.append(path(Array(field[...index]), in: subgraph))
    }
    return paths
  }

  /// How a value's enum strings are translated from those of the subgraph that gives it to those of the subgraph that reads it; nil when
  /// they are the same.
  func translation(of path: [String], from giver: Int, to reader: Int) -> EnumTranslation? {
    guard giver != reader else { return nil }
    var leaf = type
    for name in path {
      guard let next = supergraph.type(leaf, in: giver)?.field(name)?.type.namedType.value else { return nil }
      leaf = next
    }
    let (from, to) = (supergraph.definer(of: leaf, near: giver), supergraph.definer(of: leaf, near: reader))
    guard from != to, let given = supergraph.type(leaf, in: from), given.kind == .enumeration, let read = supergraph.type(leaf, in: to)
    else { return nil }
    let known = Set(read.values.map(\.name.value))
    var strings: [String: String] = [:]
    var isSame = true
    for name in given.values.map(\.name.value) {
      let string = catalog.enumStrings[.init(from, leaf)]?[name] ?? name
      let translated = known.contains(name) ? catalog.enumStrings[.init(to, leaf)]?[name] ?? name : nil
      strings[string] = translated
      isSame = isSame && string == translated
    }
    return isSame ? nil : EnumTranslation(strings)
  }

  /// The origin of the objects of a field.
  func provider(of field: String, in subgraph: Int, isHome: Bool) -> ProvidedObject {
    var nodes = supergraph.type(type, in: subgraph)?.field(field)?.providedFields?.nodes ?? []
    let provided = isHome ? provided(in: subgraph) : .none
    if !provided.nodes.isEmpty { nodes += provided.selection(of: field, on: type)?.nodes ?? [] }
    return ProvidedObject(subgraph: subgraph, provided: FieldSet(nodes: nodes))
  }

  /// The name by which a subgraph reads the last field of a path: its member in JSON if it is a single one, else the field's name.
  func readName(_ path: [String], in subgraph: Int) -> String {
    var current = type
    for name in path.dropLast() { current = supergraph.type(current, in: subgraph)?.field(name)?.type.namedType.value ?? "" }
    return readName(path.last ?? "", of: current, in: subgraph)
  }

  private func readName(_ field: String, of type: String, in subgraph: Int) -> String {
    guard let path = catalog.fieldPaths[.init(subgraph, type, field)], path.steps.count == 1 else { return field }
    return path.description
  }

  /// A required selection as a field of an operation. The aliases are the names by which the subgraph reads it.
  func field(_ node: FieldSet.Node, of type: String, in subgraph: Int) -> Field {
    let inner = supergraph.type(type, in: subgraph)?.field(node.name)?.type.namedType.value ?? ""
    let selections = node.children.nodes.map { child -> Selection in
      let field = field(child, of: child.typeCondition ?? inner, in: subgraph)
      guard let condition = child.typeCondition else { return .field(field) }
      return .inlineFragment(InlineFragment(typeCondition: Name(condition), selectionSet: SelectionSet([.field(field)])))
    }
    return Field(
      alias: Name(readName(node.name, of: type, in: subgraph)), name: Name(node.name), arguments: node.arguments,
      selectionSet: selections.isEmpty ? nil : SelectionSet(selections))
  }

  /// Whether the home's JSON for the object contains its keys and nothing else.
  var homeHoldsKeysOnly: Bool {
    guard parts.count == 1, home.provided.nodes.isEmpty, let known = supergraph.type(type, in: home.subgraph), !known.keys.isEmpty else {
      return false
    }
    return known.fields.allSatisfy { field in
      let name = field.name.value
      return known.isKeyField(name) || !holds(name, in: home.subgraph, isHome: true)
    }
  }

  /// Whether an entity reference to the object consists of this field.
  func isReferenceKey(_ field: [String]) -> Bool {
    supergraph.type(type, in: home.subgraph)?.referenceKey == field
  }
}
