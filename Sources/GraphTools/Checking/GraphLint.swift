import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage

/// What composes, and yet should not be left as it is.
struct GraphLint {
  let graph: ComposedGraph
  let uses: [RESTUse]

  init(graph: ComposedGraph) {
    self.graph = graph
    uses = RESTUse.all(in: graph.supergraph)
  }

  /// All warnings in the order of the files.
  func warnings() -> [Diagnostic] {
    let examples = ExampleQuery(graph: graph, uses: uses)
    return uses.flatMap { [oneCallPerObject($0, examples), sharedLimit($0)].compactMap(\.self) } + misnamed()
  }

  /// A loader without `batch` is called once for each object (promise 6 of design/directives.md).
  private func oneCallPerObject(_ use: RESTUse, _ examples: ExampleQuery) -> Diagnostic? {
    guard !use.isRoot, use.batch == nil else { return nil }
    return Diagnostic(
      .warning, rule: "n-plus-one",
      "\"\(use.coordinate)\" makes one call to \"\(use.service)\" for each \(use.type): N objects are N calls.", at: [use.place],
      fix: batching(use), example: examples.find(for: use))
  }

  /// What would make one call of many.
  private func batching(_ use: RESTUse) -> String {
    if "\(use.template)\(use.body ?? "")".contains("{$this.") {
      return "let the service find what {$this.…} says by the key itself; a batch is for many objects and cannot use $this."
    }
    if let field = use.field, isBuiltInLeaf(field.type) {
      // Items of a batch hold their keys, so they are objects.
      let collection = use.template.split(separator: "?").first?.split(separator: "/").prefix { !$0.contains("{$") }.joined(separator: "/")
      let hole = use.key.map { "{$keys.\($0)}" }.joined(separator: ":")
      let by = use.key.count == 1 ? "\"\(use.key[0])\"" : "[\(use.key.map { "\"\($0)\"" }.joined(separator: ", "))]"
      return
        "give it for many at once, as a plain field of the \(use.type): @rest(service: \"\(use.service)\", GET: \"/\(collection ?? "")?ids=\(hole)\", batch: { by: \(by) }) on the type."
    }
    let key = use.key.isEmpty ? "key" : use.key.joined(separator: " ")
    let by = use.isList || use.field != nil ? "\"…\" } with the path in each item that holds the \(use.type)'s \(key)" : "\"\(key)\" }"
    let isQueried = use.template.split(separator: "?", maxSplits: 1).dropFirst().first?.contains("{$keys.") == true
    return (isQueried ? "" : "ask for many keys in one call, for example \(suggestion(use)), and ") + "add batch: { by: \(by)."
  }

  private func isBuiltInLeaf(_ type: TypeReference) -> Bool {
    switch graph.schema.namedType(of: type) {
    case .enumeration: true
    case .scalar(let scalar): ["Int", "Float", "String", "Boolean", "ID"].contains(scalar.name)
    default: false
    }
  }

  private func suggestion(_ use: RESTUse) -> String {
    let name = use.key.first ?? "id"
    let collection = use.template.split(separator: "?").first.map { path in
      path.split(separator: "/").filter { !$0.contains("{$") }.map { "/" + $0 }.joined()
    }
    let parameter = use.field == nil ? "\(name)s" : "\(use.type.prefix(1).lowercased() + use.type.dropFirst())Ids"
    return "GET: \"\(collection ?? "/")?\(parameter)={$keys.\(name)}\""
  }

  /// Promise 8: a limit of a batch of groups must be per parent, or the first parents get all the items.
  private func sharedLimit(_ use: RESTUse) -> Diagnostic? {
    guard use.batch != nil, use.isList else { return nil }
    let query = use.template.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let parameters = query.split(separator: "&").compactMap { $0.split(separator: "=").first.map(String.init) }
    // The names of a JSON body's members: each stands in quotes before a colon.
    let texts = (use.body ?? "").split(separator: "\"", omittingEmptySubsequences: false)
    let members = texts.indices.dropLast().filter { texts[$0 + 1].drop { $0 == " " }.hasPrefix(":") }.map { String(texts[$0]) }
    guard let name = (parameters + members).first(where: { SlicingArguments.contains($0) }) else { return nil }
    return Diagnostic(
      .warning, rule: "shared-limit",
      "\"\(use.coordinate)\" is batched, and passes \"\(name)\": the limit is shared by all parents of a call, so that some get too few.",
      at: [use.place],
      fix: "let the service limit per parent, for example by a parameter \"\(name)Per\(use.type)\", or leave the limit out.")
  }
}
