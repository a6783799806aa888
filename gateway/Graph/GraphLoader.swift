import GraphQL
import GraphTools
import HTTPClient
import Logging
import RESTConnectors
import TLS
import Upstreams

/// Turns schema files into a graph that can be served.
struct GraphLoader: Sendable {
  private let configuration: GatewayConfiguration
  private let client: HTTPClient
  private let tls: UpstreamTLS
  private let connectors: UpstreamOptions
  private let metrics: GatewayMetrics
  private let failures: UpstreamFailureLog
  private let engine: EngineConfiguration
  private let persisted: PersistedOperations

  /// - Throws: why the trusted documents cannot be read.
  init(
    configuration: GatewayConfiguration, client: HTTPClient, tls: UpstreamTLS = UpstreamTLS(), metrics: GatewayMetrics, logger: Logger
  ) throws(FileError) {
    persisted = try PersistedOperations(configuration.persisted, redis: nil, metrics: metrics, logger: logger)
    self.configuration = configuration
    self.metrics = metrics
    self.client = client
    self.tls = tls
    var connectors = UpstreamOptions()
    connectors.sharesCalls = configuration.sharesCalls
    connectors.writesDecimalsAsStrings = configuration.writesDecimalsAsStrings
    connectors.clock = LoopCallClock()
    connectors.metrics = metrics.registry
    let failures = UpstreamFailureLog(logger: logger, registry: metrics.registry)
    connectors.onFailure = { failures.record($0) }
    self.failures = failures
    self.connectors = connectors
    var engine = configuration.engine
    engine.cacheObserver = metrics.operationCache
    self.engine = engine
  }

  func load(_ files: [SourceFile]) throws(CompositionFailure) -> ServedGraph {
    let contexts = ServiceContexts()
    let transport = HTTPClientTransport(client: client, calls: metrics.upstreamCalls, contexts: contexts)
    let graph = try ComposedGraph(
      files: files, environment: configuration.environment, transport: transport, options: connectors, engine: engine)
    let upstreams = graph.upstreams
    let named: [String: TLSClientContext]
    do throws(UpstreamTLS.Invalid) { named = try tls.contexts(of: upstreams) } catch {
      throw CompositionFailure(diagnostics: [Diagnostic(.error, rule: "tls", "\(error)", at: [])], sources: graph.sources)
    }
    contexts.set(named)
    let executor = QueryExecutor(
      engine: graph.engine, setsResponseHeaders: graph.setsResponseHeaders,
      limit: configuration.maximumUpstreamCalls.map { UpstreamCallLimit(maximum: $0, assumedListSize: configuration.assumedListSize) },
      coalescer: configuration.sharesOperations ? RequestCoalescer(forwardedHeaders: graph.forwardedHeaders, metrics: metrics) : nil,
      errorMetrics: metrics.graphQLErrors, failures: failures)
    let handler = GraphQLHTTPHandler(
      executor: executor, persisted: persisted, maximumBatch: configuration.persisted.maximumBatch,
      forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions,
      showsExplorer: configuration.showsExplorer, crossSiteGuard: CrossSiteGuard(requiresPreflight: configuration.requiresPreflight))
    return ServedGraph(version: ServedGraph.version(of: files), graphQL: handler, upstreams: upstreams, tls: named)
  }
}
