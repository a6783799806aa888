import GraphQLFederation
import GraphQLLanguage

extension ComposedGraph {
  /// The supergraph: what clients see, and before it which file provides which field.
  var supergraphSDL: String {
    let names = supergraph.subgraphs.map(\.name)
    var lines = ["# Composed from \(names.joined(separator: ", ")). Do not edit: gateway schema --supergraph prints it."]
    for type in schema.types where type.isComposite && !type.name.hasPrefix("__") {
      for field in type.fields {
        let providers = supergraph.subgraphs.filter { $0.types[type.name]?.field(field.name.value) != nil }.map(\.name)
        lines.append("# \(type.name).\(field.name.value): \(providers.joined(separator: ", "))")
      }
    }
    return lines.joined(separator: "\n") + "\n\n" + sdl
  }
}
