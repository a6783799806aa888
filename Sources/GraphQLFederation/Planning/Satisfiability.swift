import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema

/// Follows every field from the root types, and finds fields that an operation can select and no sequence of calls can load.
///
/// The planner treats all objects of one type and origin alike, so each pair is visited once. The cost is polynomial in the size of the
/// schema.
struct Satisfiability {
  /// The objects of one type and one origin.
  struct Object: Hashable {
    let type: String
    let origin: Origin
  }

  private let planner: FederationPlanner
  private(set) var errors: [CompositionError] = []
  /// How to reach the fields of each object that operations can reach.
  private(set) var reachability: [Object: Reachability] = [:]
  private var arising: Set<Object> = []
  /// How each object is reached: the parent object and the field.
  private var ways: [Object: (above: Object?, field: String, root: String)] = [:]
  private var pending: [Object] = []

  private var supergraph: Supergraph { planner.supergraph }

  init(planner: FederationPlanner) { self.planner = planner }

  mutating func check() {
    for operation in OperationType.allCases {
      guard let root = supergraph.apiSchema.rootType(for: operation) else { continue }
      for field in root.fields {
        let name = field.name.value
        guard let (subgraph, _) = planner.rootLoader(of: name, on: root.name) else {
          let positions = supergraph.subgraphs.compactMap { graph in
            graph.types[root.name]?.field(name).map { graph.position($0.location) }
          }
          errors.append(
            CompositionError(
              "No service provides \"\(root.name).\(name)\", as in \(example(nil, name, root.name)).", code: .satisfiability,
              positions: positions
            ))
          continue
        }
        let home = ProvidedObject(subgraph: subgraph, provided: .none)
        let provider = planner.layout(of: root.name, home).provider(of: name, in: subgraph, isHome: true)
        visit(field.type.namedType.value, provider, above: nil, field: name, root: root.name)
      }
    }
    var next = 0
    while next < pending.count {
      check(pending[next])
      next += 1
    }
  }

  private mutating func visit(_ type: String, _ provider: ProvidedObject, above: Object?, field: String, root: String) {
    let origin = planner.origins.origin(of: provider)
    for name in objects(of: type, in: provider.subgraph) {
      let object = Object(type: name, origin: origin)
      guard arising.insert(object).inserted else { continue }
      ways[object] = (above, field, root)
      pending.append(object)
    }
  }

  /// The object types that a subgraph may return for a type.
  private func objects(of type: String, in subgraph: Int) -> [String] {
    guard let part = supergraph.type(type, in: subgraph) else { return [] }
    switch part.kind {
    case .object: return [type]
    case .union: return part.members.map(\.value).filter { supergraph.type($0, in: subgraph) != nil }
    case .interface:
      let graph = supergraph.subgraphs[subgraph]
      return graph.typeNames.filter { name in
        graph.types[name]?.kind == .object && graph.types[name]?.members.contains { $0.value == type } == true
      }
    default: return []
    }
  }

  private mutating func check(_ object: Object) {
    guard let type = supergraph.apiSchema.objectType(object.type) else { return }
    let home = planner.origins.object(of: object.origin)
    let layout = planner.layout(of: object.type, home)
    var reach = Reachability(layout)
    reach.remember(type.fields.map(\.name.value))
    reachability[object] = reach
    let root = ways[object]?.root ?? "Query"
    for field in type.fields {
      let name = field.name.value
      let choices = reach.choices(for: name).choices
      // A field that @provides adds here is in the object.
      let isHeld = layout.holds(name, in: home.subgraph, isHome: true)
      if choices.isEmpty, !isHeld {
        fail(name, of: object, home)
        continue
      }
      let subgraphs = isHeld ? [home.subgraph] : choices.map(\.subgraph)
      for subgraph in subgraphs {
        let isHome = isHeld && subgraph == home.subgraph
        visit(
          field.type.namedType.value, layout.provider(of: name, in: subgraph, isHome: isHome), above: object, field: name, root: root)
      }
    }
  }

  private mutating func fail(_ field: String, of object: Object, _ home: ProvidedObject) {
    let owners = supergraph.resolvers.of(field, on: object.type)
    let positions =
      owners.prefix(1).compactMap { index in
        supergraph.type(object.type, in: index)?.field(field).map { supergraph.subgraphs[index].position($0.location) }
      } + [supergraph.type(object.type, in: home.subgraph)?.position].compactMap(\.self)
    let here = supergraph.subgraphs[home.subgraph].name
    let there = owners.map { supergraph.subgraphs[$0].name }.joined(separator: " or ")
    let advice =
      owners == [home.subgraph] || owners.isEmpty
      ? "the inputs of its loader are not available there"
      : "give \"\(object.type)\" in \(there) a way to be loaded by a @key that \(here) has, or give the field to \(here), too"
    errors.append(
      CompositionError(
        "\"\(object.type).\(field)\" cannot be reached from what \(here) knows of \"\(object.type)\", as in \(example(object, field, "")): \(advice).",
        code: .satisfiability, positions: positions))
  }

  // MARK: examples

  /// An operation that selects a field of an object.
  private func example(_ object: Object?, _ field: String, _ root: String) -> String {
    var text = selection(field, of: object?.type ?? root)
    var current = object
    var rootType = root
    while let here = current, let way = ways[here] {
      let parent = way.above?.type ?? way.root
      let isAbstract =
        supergraph.apiSchema.objectType(parent)?.fields.first { $0.name.value == way.field }?.type.namedType.value != here.type
      let inner = isAbstract ? "... on \(here.type) { \(text) }" : text
      text = "\(way.field)\(arguments(way.field, of: parent)) { \(inner) }"
      rootType = way.root
      current = way.above
    }
    return (rootType == "Mutation" ? "mutation " : "") + "{ \(text) }"
  }

  private func selection(_ field: String, of type: String) -> String {
    let definition = supergraph.apiSchema.objectType(type)?.fields.first { $0.name.value == field }
    let isComposite = definition.flatMap { supergraph.apiSchema.namedType(of: $0.type) }?.isComposite ?? false
    return "\(field)\(arguments(field, of: type))" + (isComposite ? " { __typename }" : "")
  }

  /// The required arguments, with a value of their type.
  private func arguments(_ field: String, of type: String) -> String {
    let definition = supergraph.apiSchema.objectType(type)?.fields.first { $0.name.value == field }
    let required = (definition?.arguments ?? []).filter { $0.type.isNonNull && $0.defaultValue == nil }
    guard !required.isEmpty else { return "" }
    return "(" + required.map { "\($0.name): \(sample($0.type))" }.joined(separator: ", ") + ")"
  }

  private func sample(_ type: TypeReference) -> String {
    if type.isList { return "[]" }
    switch supergraph.apiSchema.namedType(of: type) {
    case .enumeration(let type): return type.values.first?.name.value ?? "null"
    case .inputObject: return "{}"
    default: break
    }
    return switch type.namedType.value {
    case "Int": "1"
    case "Float": "1.5"
    case "Boolean": "true"
    default: "\"1\""
    }
  }
}

extension Reachability.Choice {
  /// The subgraph that the field comes from.
  var subgraph: Int {
    switch self {
    case .layer(let subgraph), .load(let subgraph, _): subgraph
    }
  }
}
