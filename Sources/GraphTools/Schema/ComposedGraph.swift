import GraphQL
import GraphQLFederation
import GraphQLSchema
import HTTPCore
import RESTConnectors
import TLS
import Upstreams

/// Composed schema files: what the gateway serves, explains and checks.
package struct ComposedGraph {
  /// A service of the graph.
  package struct Upstream: Sendable {
    package let name: String
    package let origin: HTTPURL
    /// The path on the host to ask whether the service is up; nil when it is not to be asked.
    package let healthPath: String?
    /// The certificates for https calls, as far as the schema file gives them.
    package let tls: TLSClientFiles?
    /// What the calls of operations show.
    package let condition: @Sendable () -> UpstreamCondition

    package init(
      name: String, origin: HTTPURL, healthPath: String? = nil, tls: TLSClientFiles? = nil,
      condition: @escaping @Sendable () -> UpstreamCondition = { .unknown }
    ) {
      self.name = name
      self.origin = origin
      self.healthPath = healthPath
      self.tls = tls
      self.condition = condition
    }
  }

  private let graph: FederatedGraph
  package let engine: GraphQLEngine
  /// The files' texts, for excerpts in messages.
  package let sources: SourceTexts

  /// Composes the files. `{$env.X}` in them is looked up in `environment`.
  package init(
    files: [SourceFile], environment: [String: String], transport: any UpstreamTransport,
    options: UpstreamOptions = .withoutCalls, engine: EngineConfiguration = EngineConfiguration()
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
    graph.services.map { service in
      Upstream(name: service.name, origin: service.url, healthPath: service.healthPath, tls: service.tls) { [graph] in
        graph.condition(of: service.name)
      }
    }
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

  package init(diagnostics: [Diagnostic], sources: SourceTexts) {
    self.diagnostics = diagnostics
    self.sources = sources
  }

  package var description: String {
    let count = diagnostics.count
    let problems = diagnostics.map { $0.text(sources) }.joined(separator: "\n\n")
    return "\(problems)\n\nThe schema files do not make a graph: \(Count(count, "error"))."
  }
}
