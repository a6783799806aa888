import GraphQLLanguage
import GraphQLSchema

/// All subgraphs as one graph.
public struct Supergraph: Sendable {
  /// The subgraphs; their places are the numbers of their origins.
  public let subgraphs: [Subgraph]
  /// What clients see: the merged types without the directives of federation and connectors, and without what is `@inaccessible`.
  public let apiSchema: Schema
  /// The merged types with `@inaccessible` and `@tag`, roots first.
  let merged: Document
  /// Who resolves which field.
  let resolvers: FieldResolvers

  /// Composes subgraphs.
  ///
  /// - Parameter connectors: the directives of connectors that the documents may use.
  /// - Throws: everything that does not fit together, each error with its places.
  public static func compose(_ documents: [SubgraphDocument], connectors: DirectiveDeclarations) throws(CompositionErrors) -> Supergraph {
    var errors: [CompositionError] = []
    let subgraphs = documents.map { Subgraph($0, connectors: connectors, errors: &errors) }
    if subgraphs.isEmpty { errors.append(CompositionError("There is no schema file.", code: .noQueries, places: [])) }
    for subgraph in subgraphs { errors += SubgraphChecks.errors(in: subgraph, among: subgraphs) }
    for subgraph in subgraphs { errors += FieldSetChecks.errors(in: subgraph, among: subgraphs) }
    errors += OverrideChecks.errors(in: subgraphs)
    let resolvers = FieldResolvers(subgraphs)
    var merge = TypeMerge(subgraphs: subgraphs, resolvers: resolvers)
    let merged = merge.merged()
    errors += merge.errors
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    let visible = InaccessibleElements(merged, subgraphs)
    errors += visible.errors
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    do {
      let schema = try Schema(document: visible.apiDocument)
      return Supergraph(subgraphs: subgraphs, apiSchema: schema, merged: merged, resolvers: resolvers)
    } catch {
      throw CompositionErrors(error.errors.map { CompositionError($0.message, code: .invalidGraphQL, places: []) })
    }
  }

  /// What a subgraph says of a type.
  func type(_ name: String, in subgraph: Int) -> SubgraphType? {
    subgraphs.indices.contains(subgraph) ? subgraphs[subgraph].types[name] : nil
  }
}
