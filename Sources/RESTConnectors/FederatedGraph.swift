import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import GraphQLSchema
import Upstreams

/// A graph of REST services, composed from schema files.
///
/// `GraphQLEngine(schema: graph.schema, planner: graph.planner)` serves it.
public struct FederatedGraph: Sendable {
  /// The schema that clients see.
  public let schema: Schema
  /// Plans the calls of operations.
  public let planner: FederationPlanner
  /// The upstream services, sorted by name.
  public let services: [RESTService]
  private let channels: [String: UpstreamChannel]

  /// The definitions of all directives that schema files may use, as SDL, for editors.
  public static let directiveDefinitions =
    FederationDirectives.link.sdl + "\n\n" + FederationDirectives.declarations.sdl + "\n\n" + ConnectorDirectives.declarations.sdl + "\n"

  /// Composes schema files.
  ///
  /// - Parameters:
  ///   - files: names, for errors, and texts.
  ///   - environment: what `{$env.X}` stands for.
  ///   - transport: sends the calls.
  ///   - options: how they are made.
  /// - Throws: all errors of the files, each with its source positions.
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
    var planner = try FederationPlanner(supergraph: supergraph, catalog: compiler.catalog)
    planner.writesDecimalsAsStrings = options.writesDecimalsAsStrings
    self.planner = planner
    services = compiler.services.values.map(\.service).sorted { $0.name < $1.name }
    channels = compiler.services.mapValues(\.channel)
  }

  /// What the calls to a service show.
  public func condition(of service: String) -> UpstreamCondition { channels[service]?.condition ?? .unknown }
}
