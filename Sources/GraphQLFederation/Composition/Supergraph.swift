import GraphQLLanguage
import GraphQLSchema

/// All subgraphs as one graph.
public struct Supergraph: Sendable {
  /// The subgraphs. The index of a subgraph is the number of its origin.
  public let subgraphs: [Subgraph]
  /// What clients see: the merged types without `@inaccessible` elements and without the directives of federation and connectors.
  public let apiSchema: Schema
  /// The types of `apiSchema` with the `@inaccessible` elements, which loaders can require.
  let completeSchema: Schema
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
    let read = documents.map { Subgraph($0, connectors: connectors, errors: &errors) }
    let subgraphs = InterfaceObjects.expanded(read, &errors)
    if subgraphs.isEmpty { errors.append(CompositionError("There is no schema file.", code: .noQueries, positions: [])) }
    for subgraph in subgraphs { errors += SubgraphChecks.errors(in: subgraph, among: subgraphs) }
    for subgraph in subgraphs { errors += FieldSetChecks.errors(in: subgraph, among: subgraphs) }
    errors += OverrideChecks.errors(in: subgraphs)
    for subgraph in read { errors += AccessChecks.errors(in: subgraph) + CostChecks.errors(in: subgraph) }
    let resolvers = FieldResolvers(subgraphs)
    var merge = TypeMerge(subgraphs: subgraphs, resolvers: resolvers)
    let merged = merge.merged()
    errors += merge.errors
    errors += MergedDefaults.errors(in: merged, subgraphs)
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    let visible = InaccessibleElements(merged, subgraphs)
    errors += visible.errors
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    do {
      let schema = try Schema(document: visible.apiDocument)
      return Supergraph(
        subgraphs: subgraphs, apiSchema: schema, completeSchema: Schema(unchecked: merged), merged: merged, resolvers: resolvers)
    } catch {
      throw CompositionErrors(
        error.errors.map { CompositionError($0.message, code: .invalidGraphQL, positions: positions(in: $0.message, subgraphs)) })
    }
  }

  /// The positions of the first element that a message about the merged schema names, in each file that defines it. Locations in the merged
  /// schema are of no use, because they are those of several files.
  private static func positions(in message: String, _ subgraphs: [Subgraph]) -> [SourcePosition] {
    let words = message.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    let coordinates = words.map { $0.split(separator: ".").map(String.init) }
    for coordinate in coordinates.filter({ $0.count == 2 }) + coordinates.filter({ $0.count == 1 }) {
      let found = subgraphs.compactMap { subgraph -> SourcePosition? in
        guard let type = subgraph.types[coordinate[0]] else { return nil }
        guard coordinate.count == 2 else { return type.position }
        let location =
          type.field(coordinate[1])?.location ?? type.inputFields.first { $0.name.value == coordinate[1] }?.location
          ?? type.values.first { $0.name.value == coordinate[1] }?.location
        return location.map { subgraph.position($0) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The subgraph itself, or the first one that defines the type if the subgraph only uses it.
  func definer(of type: String, near subgraph: Int) -> Int {
    if self.type(type, in: subgraph) != nil { return subgraph }
    return subgraphs.firstIndex { $0.types[type] != nil } ?? subgraph
  }

  /// The definition of a type in a subgraph.
  func type(_ name: String, in subgraph: Int) -> SubgraphType? {
    subgraphs.indices.contains(subgraph) ? subgraphs[subgraph].types[name] : nil
  }
}
