import GraphQLLanguage
import GraphQLSchema

/// Finds the shortest valid query whose plan uses a given loader.
struct ExampleQuery {
  private let graph: ComposedGraph
  private let uses: [RESTUse]
  private let samples: SampleValues

  /// A step of a path through the types of the schema.
  private enum Step {
    case field(FieldDefinition)
    case on(String)
  }

  private struct Route {
    var type: NamedType
    var isMutation = false
    var steps: [Step] = []
    var passesList = false
  }

  init(graph: ComposedGraph, uses: [RESTUse]) {
    self.graph = graph
    self.uses = uses
    samples = SampleValues(schema: graph.schema)
  }

  /// A query with its bound on calls. Nil if the search finds none.
  ///
  /// It prefers queries that pass a list and always need the loader, then queries that always need it, then queries that need it only if
  /// services return entity references instead of objects.
  func find(for use: RESTUse) -> Diagnostic.Example? {
    var assuming: Diagnostic.Example?
    let routes = routes(to: use.type)
    for route in routes.filter(\.passesList) + routes.filter({ !$0.passesList }) {
      for selection in selections(for: use) {
        let query = "\(route.isMutation ? "mutation " : ""){ " + text(route.steps[...], inner: selection) + " }"
        guard
          let report = try? OperationReport(
            query, operationName: nil, variables: nil, graph: graph, uses: uses, assumedListSize: SampleValues.listSize),
          let (calls, assumesKeys) = report.calls(of: use)
        else { continue }
        let example = Diagnostic.Example(query: query, calls: calls, assumesKeys: assumesKeys)
        if !assumesKeys { return example }
        assuming = assuming ?? example
      }
    }
    return assuming
  }

  /// Paths from the root types to a type: short ones first, queries before mutations, at most six through each type.
  private func routes(to target: String) -> [Route] {
    let queries = routes(to: target, from: graph.schema.queryType, isMutation: false)
    return queries.isEmpty ? routes(to: target, from: graph.schema.rootType(for: .mutation), isMutation: true) : queries
  }

  private func routes(to target: String, from root: ObjectType?, isMutation: Bool) -> [Route] {
    guard let root else { return [] }
    var visits: [String: Int] = [:]
    var queue = [Route(type: .object(root), isMutation: isMutation)]
    var found: [Route] = []
    var next = 0
    while next < queue.count, found.count < 24, next < 5000 {
      let route = queue[next]
      next += 1
      if route.type.name == target, !route.steps.isEmpty { found.append(route) }
      guard route.steps.count < 10 else { continue }
      if route.type.isAbstract {
        for object in graph.schema.possibleTypes(of: route.type) {
          var step = route
          step.type = .object(object)
          step.steps.append(.on(object.name))
          queue.append(step)
        }
      }
      for field in route.type.fields {
        guard let type = graph.schema.namedType(of: field.type), type.isComposite, samples.arguments(of: field) != nil else { continue }
        let visit = "\(type.name) \(route.passesList || field.type.isList)"
        guard visits[visit, default: 0] < 6 else { continue }
        visits[visit, default: 0] += 1
        queue.append(
          Route(
            type: type, isMutation: isMutation, steps: route.steps + [.field(field)], passesList: route.passesList || field.type.isList))
      }
    }
    return found
  }

  /// Selections on the type that need the loader.
  private func selections(for use: RESTUse) -> [String] {
    let type = graph.schema.type(use.type)
    let fields: [FieldDefinition] =
      if let field = use.field { type?.field(field.name.value).map { [$0] } ?? [] } else {
        use.siblings.filter { field in !use.key.contains { $0.split(separator: ".").first.map(String.init) == field.name.value } }
          .compactMap { type?.field($0.name.value) }
      }
    return fields.compactMap { field in samples.arguments(of: field).map { field.name.value + $0 + leaf(of: field) } }
  }

  /// A selection of one leaf, if the field's type needs a selection.
  private func leaf(of field: FieldDefinition) -> String {
    guard let type = graph.schema.namedType(of: field.type), type.isComposite else { return "" }
    let leaf = type.fields.first { inner in
      graph.schema.namedType(of: inner.type)?.isLeaf == true && !inner.arguments.contains(where: \.isRequired)
    }
    return " { \(leaf?.name.value ?? "__typename") }"
  }

  private func text(_ steps: ArraySlice<Step>, inner: String) -> String {
    guard let step = steps.first else { return inner }
    let rest = text(steps.dropFirst(), inner: inner)
    switch step {
    case .field(let field): return "\(field.name.value)\(samples.arguments(of: field) ?? "") { \(rest) }"
    case .on(let type): return "... on \(type) { \(rest) }"
    }
  }
}
