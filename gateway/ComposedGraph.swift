import GraphQL
import GraphQLFederation
import GraphQLSchema
import HTTPCore
import RESTConnectors

/// The schema files as one graph that can be served.
struct ComposedGraph {
  private let graph: FederatedGraph

  /// Composes the files; `{$env.X}` in them is looked up in `environment`.
  init(files: [SchemaDirectory.File], environment: [String: String], transport: any RESTTransport, options: ConnectorOptions = ConnectorOptions())
    throws(GraphRefused)
  {
    do {
      graph = try FederatedGraph(files: files.map { ($0.name, $0.text) }, environment: environment, transport: transport, options: options)
    } catch {
      throw GraphRefused(problems: error.errors.map(Self.words))
    }
  }

  /// Answers operations.
  var responder: EngineResponder { EngineResponder(engine: GraphQLEngine(schema: graph.schema, planner: graph.planner)) }

  /// What clients see, as SDL.
  var sdl: String { graph.schema.printed() }

  /// The services and where they are.
  var upstreams: [UpstreamProbe.Upstream] {
    graph.services.compactMap { service in HTTPURL(service.url).map { UpstreamProbe.Upstream(name: service.name, origin: $0) } }
  }

  /// Whether any service has headers for the client.
  var handsBackHeaders: Bool { graph.services.contains(where: \.handsBackHeaders) }

  /// The client headers that any service gets: what an answer may depend on.
  var forwardedHeaders: [String] { graph.services.flatMap(\.forward) }

  /// `file:line:column: message`, as compilers say it, so that editors find the place; a second place follows on its own line.
  private static func words(_ error: CompositionError) -> String {
    guard let first = error.places.first else { return error.message }
    return (["\(first): \(error.message)"] + error.places.dropFirst().map { "\($0): and here" }).joined(separator: "\n")
  }
}

/// Why schema files cannot be served, for the operator.
struct GraphRefused: Error, CustomStringConvertible {
  /// Each problem with its places.
  let problems: [String]

  var description: String {
    let count = problems.count
    return problems.joined(separator: "\n") + "\n\(count) problem\(count == 1 ? "" : "s") in the schema files; nothing is served."
  }
}
