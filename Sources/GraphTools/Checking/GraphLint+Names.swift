import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import JSON

extension GraphLint {
  /// Warnings about names that compose but cannot work.
  func misnamed() -> [Diagnostic] {
    graph.supergraph.subgraphs.flatMap { subgraph in
      subgraph.typeNames.compactMap { subgraph.types[$0] }.flatMap { type in
        type.fields.flatMap { [unknownSource($0, of: type, subgraph), scalarKey($0, of: type, subgraph)].compactMap(\.self) }
      }
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
      at: [subgraph.place(directive.location)], fix: "name the file without its extension, or remove @override if the move is complete.")
  }

  /// A member that is named like a key is a scalar, and cannot be the key of an entity whose key is more than one scalar.
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
      .warning, rule: "reference-key", "\"\(type.name).\(field.name)\" is read from \"\(path)\". A scalar there \(lack).",
      at: [subgraph.place(directive.location)],
      fix:
        "read it from an object with \"\(key.text)\", for example with @json(path: \"\(field.name)\"), or with @json(path: \"\") if the key's fields are in the same object."
    )
  }
}
