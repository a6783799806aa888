import GraphQLLanguage

public struct SubgraphDocument: Sendable {
  /// The name in errors, for example `order.graphql`.
  public let name: String
  public let document: Document

  public init(name: String, document: Document) {
    self.name = name
    self.document = document
  }

  public init(name: String, source: String) throws(CompositionErrors) {
    do throws(GraphQLError) {
      self.init(name: name, document: try Parser.parse(source, limits: .schema))
    } catch {
      let position = SourcePosition(file: name, location: error.locations.first ?? .unknown)
      throw CompositionErrors([CompositionError(error.message, code: .invalidGraphQL, at: position)])
    }
  }
}
