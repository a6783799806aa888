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
  /// The objects from which each field, and each field below it, can be reached whichever of the nearest sources is taken.
  private(set) var complete: Set<Object> = []
  /// Whether all sources of a field are taken together. Before, each of the nearest ones must lead to everything.
  private var isCombined = false
  private var incomplete: Set<Object> = []
  var hasIncompleteObjects: Bool { !incomplete.isEmpty }
  /// The objects that have fields with the objects.
  private var parents: [Object: Set<Object>] = [:]
  private var arising: Set<Object> = []
  /// How each object is reached: the parent object and the field.
  private var ways: [Object: (above: Object?, field: String, root: String)] = [:]
  private var pending: [Object] = []

  private var supergraph: Supergraph { planner.supergraph }

  init(planner: FederationPlanner) { self.planner = planner }

  /// Most schemas are satisfiable with one source of each field. If this one is not, some objects need the sources together.
  mutating func check() {
    walk()
    var open = Array(incomplete)
    while let object = open.popLast() {
      for parent in parents[object] ?? [] where incomplete.insert(parent).inserted { open.append(parent) }
    }
    complete = arising.subtracting(incomplete)
    guard !incomplete.isEmpty else { return }
    isCombined = true
    errors = []
    arising = []
    ways = [:]
    pending = []
    walk()
  }

  private mutating func walk() {
    for operation in OperationType.allCases {
      guard let root = supergraph.apiSchema.rootType(for: operation) else { continue }
      for field in root.fields {
        let name = field.name.value
        let loaders = planner.rootLoaders(of: name, on: root.name)
        guard let first = loaders.first else {
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
        let type = field.type.namedType.value
        guard isCombined else {
          for loader in loaders { visit(type, [loader.provider], above: nil, field: name, root: root.name) }
          continue
        }
        visit(type, [first.provider] + loaders.dropFirst().map(\.provider), above: nil, field: name, root: root.name)
      }
    }
    var next = 0
    while next < pending.count {
      check(pending[next])
      next += 1
    }
  }

  private mutating func visit(_ type: String, _ parts: [ProvidedObject], above: Object?, field: String, root: String) {
    let origin = planner.origins.origin(of: parts)
    for name in supergraph.objects(of: type, in: parts[0].subgraph) {
      let object = Object(type: name, origin: origin)
      if let above { parents[object, default: []].insert(above) }
      guard !isCombined || !complete.contains(object), arising.insert(object).inserted else { continue }
      ways[object] = (above, field, root)
      pending.append(object)
    }
  }

  private mutating func check(_ object: Object) {
    guard let type = supergraph.apiSchema.objectType(object.type) else { return }
    let parts = planner.origins.parts(of: object.origin)
    let layout = planner.layout(of: object.type, parts)
    var reach = Reachability(layout)
    reach.remember(type.fields.map(\.name.value))
    reachability[object] = reach
    let root = ways[object]?.root ?? "Query"
    for field in type.fields {
      let name = field.name.value
      let candidates = reach.candidates(for: name)
      guard let first = candidates.first else {
        incomplete.insert(object)
        if isCombined { fail(name, of: object, parts) }
        continue
      }
      let fieldType = field.type.namedType.value
      let providers = candidates.map { (wave: $0.wave, part: reach.provider(of: name, $0.choice)) }
      let nearest = providers.filter { $0.wave == first.wave }.map(\.part)
      let choice = PartChoice(planner: planner)
      if isCombined, !nearest.allSatisfy({ choice.isComplete($0, name, on: object.type, complete) }) {
        visit(fieldType, providers.map(\.part), above: object, field: name, root: root)
      } else {
        for part in nearest { visit(fieldType, [part], above: object, field: name, root: root) }
      }
    }
  }

  private mutating func fail(_ field: String, of object: Object, _ parts: [ProvidedObject]) {
    let homes = parts.map(\.subgraph)
    let owners = supergraph.resolvers.of(field, on: object.type)
    let positions =
      owners.prefix(1).compactMap { index in
        supergraph.type(object.type, in: index)?.field(field).map { supergraph.subgraphs[index].position($0.location) }
      } + homes.compactMap { supergraph.type(object.type, in: $0)?.position }
    let here = homes.map { supergraph.subgraphs[$0].name }.joined(separator: " and ")
    let there = owners.map { supergraph.subgraphs[$0].name }.joined(separator: " or ")
    let advice =
      owners.allSatisfy(homes.contains)
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
