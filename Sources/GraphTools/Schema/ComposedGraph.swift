import GraphQL
import GraphQLFederation
import GraphQLSchema
import HTTPCore
import RESTConnectors
import Upstreams

/// Composed schema files: what the gateway serves, explains and checks.
package struct ComposedGraph {
  /// A service of the graph.
  package struct Upstream: Sendable {
    package let name: String
    package let origin: HTTPURL

    package init(name: String, origin: HTTPURL) {
      self.name = name
      self.origin = origin
    }
  }

  private let graph: FederatedGraph
  package let engine: GraphQLEngine
  /// The files' texts, for excerpts in messages.
  package let sources: SourceTexts

  /// Composes the files. `{$env.X}` in them is looked up in `environment`.
  package init(
    files: [SourceFile], environment: [String: String], transport: any UpstreamTransport,
    options: UpstreamOptions = UpstreamOptions(), engine: EngineConfiguration = EngineConfiguration()
  ) throws(CompositionFailure) {
    sources = SourceTexts(files)
    do {
      graph = try FederatedGraph(files: files.map { ($0.name, $0.text) }, environment: environment, transport: transport, options: options)
    } catch {
      throw CompositionFailure(diagnostics: error.errors.map { Diagnostic($0) }, sources: sources)
    }
    self.engine = GraphQLEngine(schema: graph.schema, planner: graph.planner, configuration: engine)
  }

  /// The API schema.
  package var schema: Schema { graph.schema }

  package var supergraph: Supergraph { graph.planner.supergraph }

  /// The API schema as SDL.
  package var sdl: String { graph.schema.printed() }

  /// The merged types as SDL, each with the files that define it.
  package var supergraphSDL: String { supergraph.printed }

  /// The services' names, sorted.
  package var serviceNames: [String] { graph.services.map(\.name) }

  package var upstreams: [Upstream] {
    graph.services.map { Upstream(name: $0.name, origin: $0.url) }
  }

  /// Whether any service may set response headers.
  package var setsResponseHeaders: Bool { graph.services.contains { !$0.upstream.responseHeaders.isEmpty } }

  /// The client headers that any service receives. A response can depend on them.
  package var forwardedHeaders: [String] { graph.services.flatMap(\.forward) }
}

/// Schema files that do not compose.
package struct CompositionFailure: Error, CustomStringConvertible {
  package let diagnostics: [Diagnostic]
  /// The files' texts, for excerpts.
  package let sources: SourceTexts

  package var description: String {
    let count = diagnostics.count
    let problems = diagnostics.map { $0.text(sources) }.joined(separator: "\n\n")
    return "\(problems)\n\nThe schema files do not make a graph: \(Count(count, "error"))."
  }
}
