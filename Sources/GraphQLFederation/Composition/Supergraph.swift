import GraphQLLanguage
import GraphQLSchema

/// All subgraphs as one graph.
public struct Supergraph: Sendable {
  /// The subgraphs. The index of a subgraph is the number of its origin.
  public let subgraphs: [Subgraph]
  /// What clients see: the merged types without `@inaccessible` elements and without the directives of federation and connectors.
  public let apiSchema: Schema
  /// The merged types with `@inaccessible` and `@tag`, roots first.
  let merged: Document
  /// The subgraphs that resolve each field.
  let resolvers: FieldResolvers

  /// Composes subgraphs to a supergraph.
  ///
  /// - Parameter connectors: the directives of connectors that the documents may use.
  /// - Throws: all errors, each with its source positions.
  public static func compose(_ documents: [SubgraphDocument], connectors: DirectiveDeclarations) throws(CompositionErrors) -> Supergraph {
    var errors: [CompositionError] = []
    let subgraphs = documents.map { Subgraph($0, connectors: connectors, errors: &errors) }
    if subgraphs.isEmpty { errors.append(CompositionError("There is no schema file.", code: .noQueries, positions: [])) }
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
      throw CompositionErrors(error.errors.map { CompositionError($0.message, code: .invalidGraphQL, positions: []) })
    }
  }

  /// The definition of a type in a subgraph.
  func type(_ name: String, in subgraph: Int) -> SubgraphType? {
    subgraphs.indices.contains(subgraph) ? subgraphs[subgraph].types[name] : nil
  }
}
