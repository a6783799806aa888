import GraphQLExecution
import GraphQLSchema
import JSON

extension GraphQLEngine {
  /// An engine for a schema in the schema definition language whose fields are resolved by closures and loaders.
  ///
  /// - Throws: `SchemaError` if the schema is invalid, `ResolverMapError` if the schema has no field for a resolver.
  public convenience init(
    schema source: String, resolvers: ResolverMap, configuration: EngineConfiguration = EngineConfiguration()
  ) throws {
    let schema = try Schema(source: source)
    let misplaced = resolvers.misplaced(in: schema)
    guard misplaced.isEmpty else { throw ResolverMapError(coordinates: misplaced) }
    self.init(schema: schema, planner: ResolverPlanner(map: resolvers), configuration: configuration)
  }

  /// Executes the operation of a document. The response holds all errors.
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

/// Resolvers for which the schema has no field. Safe to show.
public struct ResolverMapError: Error, Sendable, CustomStringConvertible {
  public let coordinates: [String]

  public var description: String {
    "The schema has no field for the resolver of \(coordinates.map { "\"\($0)\"" }.joined(separator: ", "))."
  }
}
