import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema

/// Follows every field from the roots, and finds those that an operation may ask for and no sequence of calls can answer.
///
/// Objects of one type from one origin are the same to the planner, so each such pair is visited once: the work is polynomial in the schema.
struct Satisfiability {
  /// Objects of one type that one origin gives.
  struct Object: Hashable {
    let type: String
    let origin: Origin
  }

  private let planner: FederationPlanner
  private(set) var errors: [CompositionError] = []
  /// What is known of each object that operations can come to.
  private(set) var reaches: [Object: Reach] = [:]
  private var arising: Set<Object> = []
  /// How each object is come to: the object above it, and the field.
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
          let places = supergraph.subgraphs.compactMap { graph in
            graph.types[root.name]?.field(name).map { graph.place($0.location) }
          }
          errors.append(
            CompositionError(
              "No service provides \"\(root.name).\(name)\", as in \(example(nil, name, root.name)).", code: .satisfiability, places: places
            ))
          continue
        }
        let home = ProvidedObject(subgraph: subgraph, provided: .none)
        let provider = planner.knowledge(of: root.name, home).provider(of: name, in: subgraph, isHome: true)
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

  /// The object types that a subgraph may give where it promises a type.
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
    let knowledge = planner.knowledge(of: object.type, home)
    var reach = Reach(knowledge)
    reach.remember(type.fields.map(\.name.value))
    reaches[object] = reach
    let root = ways[object]?.root ?? "Query"
    for field in type.fields {
      let name = field.name.value
      let choices = reach.choices(for: name).choices
      // What @provides gives at this place lies in the object.
      let isHeld = knowledge.holds(name, in: home.subgraph, isHome: true)
      if choices.isEmpty, !isHeld {
        fail(name, of: object, home)
        continue
      }
      let subgraphs = isHeld ? [home.subgraph] : choices.map(\.subgraph)
      for subgraph in subgraphs {
        let isHome = isHeld && subgraph == home.subgraph
        visit(
          field.type.namedType.value, knowledge.provider(of: name, in: subgraph, isHome: isHome), above: object, field: name, root: root)
      }
    }
  }

  private mutating func fail(_ field: String, of object: Object, _ home: ProvidedObject) {
    let owners = supergraph.resolvers.of(field, on: object.type)
    let places =
      owners.prefix(1).compactMap { index in
        supergraph.type(object.type, in: index)?.field(field).map { supergraph.subgraphs[index].place($0.location) }
      } + [supergraph.type(object.type, in: home.subgraph)?.place].compactMap(\.self)
    let here = supergraph.subgraphs[home.subgraph].name
    let there = owners.map { supergraph.subgraphs[$0].name }.joined(separator: " or ")
    let advice =
      owners == [home.subgraph] || owners.isEmpty
      ? "what it is loaded by cannot be had there"
      : "give \"\(object.type)\" in \(there) a way to be loaded by a @key that \(here) has, or give the field to \(here), too"
    errors.append(
      CompositionError(
        "\"\(object.type).\(field)\" cannot be reached from what \(here) knows of \"\(object.type)\", as in \(example(object, field, "")): \(advice).",
        code: .satisfiability, places: places))
  }

  // MARK: examples

  /// An operation that asks for a field of an object.
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

  /// The arguments that must be given, with a value that is of their type at least.
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

extension Reach.Choice {
  /// The subgraph that gives the field.
  var subgraph: Int {
    switch self {
    case .layer(let subgraph), .load(let subgraph, _): subgraph
    }
  }
}
