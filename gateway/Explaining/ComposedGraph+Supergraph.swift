import GraphQLFederation

extension ComposedGraph {
  /// The supergraph: the merged types, each with the files that it comes from.
  var supergraphSDL: String { supergraph.printed }
}
