import GraphQLLanguage

/// A schema file of one subgraph.
public struct SubgraphDocument: Sendable {
  /// What errors call it, for example `order.graphql`.
  public let name: String
  /// Its definitions.
  public let document: Document

  /// A parsed file.
  public init(name: String, document: Document) {
    self.name = name
    self.document = document
  }

  /// Parses a file.
  public init(name: String, source: String) throws(CompositionErrors) {
    do throws(GraphQLError) {
      self.init(name: name, document: try Parser.parse(source, limits: .schema))
    } catch {
      let place = Place(file: name, location: error.locations.first ?? .unknown)
      throw CompositionErrors([CompositionError(error.message, code: .invalidGraphQL, at: place)])
    }
  }
}
