import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import JSON

extension GraphLint {
  /// Names that compose, and cannot mean what they say.
  func misnamed() -> [Diagnostic] {
    graph.supergraph.subgraphs.flatMap { subgraph in
      subgraph.typeNames.compactMap { subgraph.types[$0] }.flatMap { type in
        type.fields.flatMap { [unknownSource($0, of: type, subgraph), scalarKey($0, of: type, subgraph)].compactMap(\.self) }
      }
    }
  }

  /// An `@override` from a file that there is not takes nothing over: a typo, or what is left of a move.
  private func unknownSource(_ field: FieldDefinition, of type: SubgraphType, _ subgraph: Subgraph) -> Diagnostic? {
    let subgraphs = graph.supergraph.subgraphs
    guard let directive = field.directives.first(where: { $0.name.value == "override" }),
      let from = directive.value(of: "from")?.stringValue, !subgraphs.contains(where: { $0.identifier == from || $0.name == from })
    else { return nil }
    let near = Suggestion.question(Suggestion.list(for: from, among: subgraphs.map(\.identifier)))
    return Diagnostic(
      .warning, rule: "override-source",
      "\"\(type.name).\(field.name)\" is taken over from \"\(from)\", and no schema file is called so.\(near)",
      at: [subgraph.place(directive.location)], fix: "name the file without its ending, or take @override out when the move is done.")
  }

  /// A member that is named like a key cannot hold an entity whose key is more than one scalar.
  private func scalarKey(_ field: FieldDefinition, of type: SubgraphType, _ subgraph: Subgraph) -> Diagnostic? {
    guard let directive = field.directives.first(where: { $0.name.value == "json" }), let path = directive.value(of: "path")?.stringValue,
      JSONPath(path)?.isNamedLikeKey == true, let target = subgraph.types[field.type.namedType.value], let key = target.keys.first,
      !target.keys.contains(where: { $0.fields.count == 1 && $0.fields[0].count == 1 })
    else { return nil }
    let lack =
      key.fields.count > 1
      ? "cannot be the key of \"\(target.name)\", which has several parts"
      : "cannot give the \"\(key.fields[0][0])\" of the key of \"\(target.name)\""
    return Diagnostic(
      .warning, rule: "reference-key", "\"\(type.name).\(field.name)\" is read from \"\(path)\", and a scalar there \(lack).",
      at: [subgraph.place(directive.location)],
      fix:
        "read it from where an object with \"\(key.text)\" lies, for example @json(path: \"\(field.name)\"), or @json(path: \"\") when its parts lie beside it."
    )
  }
}
