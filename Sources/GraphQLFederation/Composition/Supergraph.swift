import GraphQLLanguage
import GraphQLSchema

/// All subgraphs as one graph.
public struct Supergraph: Sendable {
  /// The subgraphs; their places are the numbers of their origins.
  public let subgraphs: [Subgraph]
  /// What clients see: the merged types without the directives of federation and connectors.
  public let apiSchema: Schema

  /// Composes subgraphs.
  ///
  /// - Throws: everything that does not fit together, each error with its places.
  public static func compose(_ documents: [SubgraphDocument]) throws(CompositionErrors) -> Supergraph {
    var errors: [CompositionError] = []
    let subgraphs = documents.map { Subgraph($0, errors: &errors) }
    if subgraphs.isEmpty { errors.append(CompositionError("There is no schema file.")) }
    for subgraph in subgraphs { errors += DirectiveChecks.errors(in: subgraph) + SubgraphChecks.errors(in: subgraph, among: subgraphs) }
    var merge = TypeMerge(subgraphs: subgraphs)
    let document = merge.merged()
    errors += merge.errors
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    do {
      return Supergraph(subgraphs: subgraphs, apiSchema: try Schema(document: document))
    } catch {
      throw CompositionErrors(error.errors.map { CompositionError($0.message) })
    }
  }

  /// What a subgraph says of a type.
  func type(_ name: String, in subgraph: Int) -> SubgraphType? {
    subgraphs.indices.contains(subgraph) ? subgraphs[subgraph].types[name] : nil
  }

  /// The subgraphs that define a field.
  func providers(of field: String, on type: String) -> [Int] {
    subgraphs.indices.filter { subgraphs[$0].types[type]?.field(field) != nil }
  }
}
