import GraphQL
import GraphQLFederation
import GraphQLSchema
import HTTPCore
import RESTConnectors
import Upstreams

/// The schema files as one graph that can be served, explained and checked.
struct ComposedGraph {
  private let graph: FederatedGraph
  /// Runs and plans operations.
  let engine: GraphQLEngine
  /// The texts that the graph was made of.
  let sources: SourceTexts

  /// Composes the files; `{$env.X}` in them is looked up in `environment`.
  init(
    files: [SchemaDirectory.File], environment: [String: String], transport: any UpstreamTransport,
    options: UpstreamOptions = UpstreamOptions()
  )
    throws(GraphRefused)
  {
    sources = SourceTexts(files)
    do {
      graph = try FederatedGraph(files: files.map { ($0.name, $0.text) }, environment: environment, transport: transport, options: options)
    } catch {
      throw GraphRefused(diagnostics: error.errors.map { Diagnostic($0) }, sources: sources)
    }
    engine = GraphQLEngine(schema: graph.schema, planner: graph.planner)
  }

  /// What clients see.
  var schema: Schema { graph.schema }

  /// The subgraphs as one.
  var supergraph: Supergraph { graph.planner.supergraph }

  /// What clients see, as SDL.
  var sdl: String { graph.schema.printed() }

  /// The services' names, sorted.
  var serviceNames: [String] { graph.services.map(\.name) }

  /// The services and where they are.
  var upstreams: [UpstreamProbe.Upstream] {
    graph.services.map { UpstreamProbe.Upstream(name: $0.name, origin: $0.url) }
  }

  /// Whether any service has headers for the client.
  var handsBackHeaders: Bool { graph.services.contains { !$0.upstream.responseHeaders.isEmpty } }

  /// The client headers that any service gets: what an answer may depend on.
  var forwardedHeaders: [String] { graph.services.flatMap(\.forward) }
}

/// Why schema files cannot be served, for the operator.
struct GraphRefused: Error, CustomStringConvertible {
  /// Each problem with its places.
  let diagnostics: [Diagnostic]
  /// The files' texts, for excerpts.
  let sources: SourceTexts

  var description: String {
    let count = diagnostics.count
    let problems = diagnostics.map { $0.text(sources) }.joined(separator: "\n\n")
    return "\(problems)\n\nThe schema files do not make a graph: \(Count(count, "error"))."
  }
}
