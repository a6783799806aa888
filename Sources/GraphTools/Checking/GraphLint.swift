import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import JSON
import RESTConnectors

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
    return uses.flatMap { use in
      Self.accepting(use.directive.allow, [oneCallPerObject(use, examples), sharedLimit(use), nonNullRoot(use)], of: use.file)
    } + misnamed()
  }

  /// Marks the warnings that the author accepts at their place, and reports accepted ones that do not occur.
  private static func accepting(_ accepted: [AcceptedWarning], _ warnings: [Diagnostic?], of file: String) -> [Diagnostic] {
    var found = warnings.compactMap(\.self)
    var unused: [Diagnostic] = []
    for warning in accepted {
      let index = found.firstIndex { $0.rule == warning.rule }
      if let index { found[index].severity = .accepted }
      guard index == nil else { continue }
      unused.append(
        Diagnostic(
          .warning, rule: "unused-allow", "\(warning.name) is accepted here, but there is no such warning.",
          at: [SourcePosition(file: file, location: warning.location)], fix: "remove \(warning.name) from allow."))
    }
    return found + unused
  }

  /// A root field that cannot be null makes the whole response null when its call fails.
  private func nonNullRoot(_ use: RESTUse) -> Diagnostic? {
    guard use.isRoot, let field = use.field,
      let type = graph.schema.type(use.type)?.field(field.name.value)?.type, type.isNonNull
    else { return nil }
    return Diagnostic(
      .warning, rule: "non-null-root",
      "\"\(use.coordinate)\" is loaded from \"\(use.directive.service)\" and cannot be null: when the call fails, the whole response has no data.",
      at: [use.position],
      fix: "make it nullable, \(field.name): \(type.nullable), so that the other fields of an operation keep their values.")
  }

  /// A loader without `batch` is called once for each object (promise 6 of design/directives.md).
  private func oneCallPerObject(_ use: RESTUse, _ examples: ExampleQuery) -> Diagnostic? {
    guard !use.isRoot, use.directive.batch == nil else { return nil }
    return Diagnostic(
      .warning, rule: "n-plus-one",
      "\"\(use.coordinate)\" makes one call to \"\(use.directive.service)\" for each \(use.type): N objects are N calls.",
      at: [use.position],
      fix: batching(use), example: examples.find(for: use))
  }

  /// What would make one call of many.
  private func batching(_ use: RESTUse) -> String {
    if (use.directive.url.placeholders + (use.directive.body?.placeholders ?? [])).contains(where: { $0.source == .this }) {
      return
        "a batch cannot use {$this.…}, because it is one call for many objects. Let the service find the value by the key, and add a batch."
    }
    if let field = use.field, isBuiltInLeaf(field.type) {
      // Items of a batch hold their keys, so they are objects.
      let collection = use.directive.url.text.split(separator: "?").first?.split(separator: "/").prefix { !$0.contains("{$") }.joined(
        separator: "/")
      let placeholders = use.key.map { "{$keys.\($0)}" }.joined(separator: ":")
      let by = use.key.count == 1 ? "\"\(use.key[0])\"" : "[\(use.key.map { "\"\($0)\"" }.joined(separator: ", "))]"
      return
        "remove @rest from the field, and load \(use.type) in batches: @rest(service: \"\(use.directive.service)\", GET: \"/\(collection ?? "")?ids=\(placeholders)\", batch: { by: \(by) }) on the type."
    }
    let key = use.key.isEmpty ? "key" : use.key.joined(separator: " ")
    let by = use.isList || use.field != nil ? "\"…\" }, where … is the path of the \(use.type)'s \(key) in each item" : "\"\(key)\" }"
    let isQueried = use.directive.url.text.split(separator: "?", maxSplits: 1).dropFirst().first?.contains("{$keys.") == true
    return (isQueried ? "" : "request many keys in one call, for example \(suggestion(use)), and ") + "add batch: { by: \(by)."
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
    let collection = use.directive.url.text.split(separator: "?").first.map { path in
      path.split(separator: "/").filter { !$0.contains("{$") }.map { "/" + $0 }.joined()
    }
    let parameter = use.field == nil ? "\(name)s" : "\(use.type.prefix(1).lowercased() + use.type.dropFirst())Ids"
    return "GET: \"\(collection ?? "/")?\(parameter)={$keys.\(name)}\""
  }

  /// Promise 8: a limit of a batch of groups must be per parent, or the first parents get all the items.
  private func sharedLimit(_ use: RESTUse) -> Diagnostic? {
    guard use.directive.batch != nil, use.isList else { return nil }
    let query = use.directive.url.text.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let parameters = query.split(separator: "&").compactMap { $0.split(separator: "=").first.map(String.init) }
    // The names of a JSON body's members: each stands in quotes before a colon.
    let texts = (use.directive.body?.text ?? "").split(separator: "\"", omittingEmptySubsequences: false)
    let members = texts.indices.dropLast().filter { texts[$0 + 1].drop { $0 == " " }.hasPrefix(":") }.map { String(texts[$0]) }
    guard let name = (parameters + members).first(where: { SlicingArguments.contains($0) }) else { return nil }
    return Diagnostic(
      .warning, rule: "shared-limit",
      "\"\(use.coordinate)\" is batched and passes \"\(name)\": one limit applies to all parents of a call, so some parents get too few items.",
      at: [use.position],
      fix: "use a limit per parent, for example a parameter \"\(name)Per\(use.type)\", or remove the limit.")
  }

  /// Warnings about names that compose but cannot work.
  private func misnamed() -> [Diagnostic] {
    graph.supergraph.subgraphs.flatMap { subgraph in
      subgraph.typeNames.compactMap { subgraph.types[$0] }.flatMap { type in
        type.fields.flatMap { field in
          Self.accepting(accepted(field, subgraph), [scalarKey(field, of: type, subgraph)], of: subgraph.name)
            + [unknownSource(field, of: type, subgraph)].compactMap(\.self)
        }
      }
    }
  }

  /// The warnings that the `@json` of a field accepts.
  private func accepted(_ field: FieldDefinition, _ subgraph: Subgraph) -> [AcceptedWarning] {
    field.directives.filter { $0.name.value == "json" }.flatMap { directive in
      var reader = DirectiveReader(directive, file: subgraph.name)
      return AcceptedWarning.read(&reader)
    }
  }

  /// An `@override` from a file that does not exist has no effect. It is a typo, or a move is complete.
  private func unknownSource(_ field: FieldDefinition, of type: SubgraphType, _ subgraph: Subgraph) -> Diagnostic? {
    let subgraphs = graph.supergraph.subgraphs
    guard let directive = field.directives.first(where: { $0.name.value == "override" }),
      let from = directive.value(of: "from")?.stringValue, !subgraphs.contains(where: { $0.identifier == from || $0.name == from })
    else { return nil }
    let near = Suggestion.question(Suggestion.list(for: from, among: subgraphs.map(\.identifier)))
    return Diagnostic(
      .warning, rule: "override-source",
      "\"\(type.name).\(field.name)\" overrides \"\(from)\", but there is no schema file of that name.\(near)",
      at: [subgraph.position(directive.location)], fix: "name the file without its extension, or remove @override if the move is complete.")
  }

  /// A member that is named like a key is a scalar, and cannot be the key of an entity whose key is more than one scalar.
  private func scalarKey(_ field: FieldDefinition, of type: SubgraphType, _ subgraph: Subgraph) -> Diagnostic? {
    guard let directive = field.directives.first(where: { $0.name.value == "json" }), let path = directive.value(of: "path")?.stringValue,
      (try? PathText(path).path)?.isNamedLikeKey == true, let target = subgraph.types[field.type.namedType.value],
      let key = target.keys.first,
      !target.keys.contains(where: { $0.fields.count == 1 && $0.fields[0].count == 1 })
    else { return nil }
    let lack =
      key.fields.count > 1
      ? "cannot be the key of \"\(target.name)\", which has several parts"
      : "cannot provide the \"\(key.fields[0][0])\" of the key of \"\(target.name)\""
    return Diagnostic(
      .warning, rule: "reference-key", "\"\(type.name).\(field.name)\" is read from \"\(path)\". A scalar there \(lack).",
      at: [subgraph.position(directive.location)],
      fix:
        "read it from an object with \"\(key.text)\", for example with @json(path: \"\(field.name)\"), or with @json(path: \"\") if the key's fields are in the same object."
    )
  }
}
