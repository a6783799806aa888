import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import GraphQLSchema
import Upstreams

/// REST services as one graph: schema files, composed and ready to be planned over.
///
/// `GraphQLEngine(schema: graph.schema, planner: graph.planner)` serves it.
public struct FederatedGraph: Sendable {
  /// What clients see.
  public let schema: Schema
  /// Where fields come from.
  public let planner: FederationPlanner
  /// The upstream services by name, for whoever watches over calls.
  public let services: [RESTService]

  /// The definitions of all directives that schema files may use, as SDL, for editors.
  public static let directiveDefinitions =
    FederationDirectives.declarations.sdl + "\n\n" + ConnectorDirectives.declarations.sdl + "\n"

  /// Composes schema files.
  ///
  /// - Parameters:
  ///   - files: names, for errors, and texts.
  ///   - environment: what `{$env.X}` stands for.
  ///   - transport: sends the calls.
  ///   - options: how they are made.
  /// - Throws: everything that is wrong with the files, each error with its places.
  public init(
    files: [(name: String, text: String)], environment: [String: String], transport: any UpstreamTransport,
    options: UpstreamOptions = UpstreamOptions()
  ) throws(CompositionErrors) {
    var documents: [SubgraphDocument] = []
    var errors: [CompositionError] = []
    for file in files {
      do throws(CompositionErrors) {
        documents.append(try SubgraphDocument(name: file.name, source: file.text))
      } catch { errors += error.errors }
    }
    guard errors.isEmpty else { throw CompositionErrors(errors) }
    let supergraph = try Supergraph.compose(documents, connectors: ConnectorDirectives.declarations)
    var compiler = ConnectorCompiler(supergraph: supergraph, environment: environment, transport: transport, options: options)
    compiler.compile()
    guard compiler.errors.isEmpty else { throw CompositionErrors(compiler.errors) }
    schema = supergraph.apiSchema
    planner = try FederationPlanner(supergraph: supergraph, catalog: compiler.catalog)
    services = compiler.services.values.map(\.service).sorted { $0.name < $1.name }
  }
}
