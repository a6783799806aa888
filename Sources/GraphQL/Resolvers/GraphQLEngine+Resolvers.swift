import GraphQLExecution
import GraphQLSchema
import JSON

extension GraphQLEngine {
  /// An engine for a schema in the schema definition language, its fields resolved by closures and loaders.
  ///
  /// - Throws: `SchemaError` for a schema that is none, `ResolverMapError` for a resolver without a field.
  public convenience init(
    schema source: String, resolvers: ResolverMap, configuration: EngineConfiguration = EngineConfiguration()
  ) throws {
    let schema = try Schema(source: source)
    let misplaced = resolvers.misplaced(in: schema)
    guard misplaced.isEmpty else { throw ResolverMapError(coordinates: misplaced) }
    self.init(schema: schema, planner: ResolverPlanner(map: resolvers), configuration: configuration)
  }

  /// Runs a document with these variables. Never throws: whatever is wrong is in the response.
  public func execute(
    _ query: String, variables: JSONObject = [:], context: ExecutionContext = ExecutionContext()
  ) async -> GraphQLResponse {
    await execute(GraphQLRequest(query: query, variables: variables), context: context)
  }
}

extension GraphQLResponse {
  /// The JSON text of the response.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Resolvers that stand where the schema has no field for them; safe to show.
public struct ResolverMapError: Error, Sendable, CustomStringConvertible {
  /// The coordinates.
  public let coordinates: [String]

  /// What is wrong, in words.
  public var description: String {
    "The schema has no field for the resolver of \(coordinates.map { "\"\($0)\"" }.joined(separator: ", "))."
  }
}
