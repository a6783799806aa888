import GraphQL
import GraphTools
import HTTPClient
import Logging
import RESTConnectors
import Redis
import Upstreams

/// Turns schema files into a graph that can be served.
struct GraphLoader: Sendable {
  private let configuration: GatewayConfiguration
  private let transport: HTTPClientTransport
  private let connectors: UpstreamOptions
  private let metrics: GatewayMetrics
  private let failures: UpstreamFailureLog
  private let engine: EngineConfiguration
  private let persisted: PersistedOperations
  private let authenticator: CallerAuthenticator?

  /// - Parameters:
  ///   - redis: where replicas share automatically persisted queries. Nil if each has its own.
  ///   - authenticator: nil if tokens are not verified.
  /// - Throws: why the trusted documents cannot be read.
  init(
    configuration: GatewayConfiguration, client: HTTPClient, redis: RedisClient? = nil, authenticator: CallerAuthenticator? = nil,
    metrics: GatewayMetrics, logger: Logger
  ) throws(FileError) {
    persisted = try PersistedOperations(configuration.persisted, redis: redis, metrics: metrics, logger: logger)
    self.configuration = configuration
    self.authenticator = authenticator
    self.metrics = metrics
    transport = HTTPClientTransport(client: client, calls: metrics.upstreamCalls)
    var connectors = UpstreamOptions()
    connectors.verifiesTokens = configuration.authentication.verifiesTokens
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
    let graph = try ComposedGraph(
      files: files, environment: configuration.environment, transport: transport, options: connectors, engine: engine)
    let executor = QueryExecutor(
      engine: graph.engine, setsResponseHeaders: graph.setsResponseHeaders,
      limit: configuration.maximumUpstreamCalls.map { UpstreamCallLimit(maximum: $0, assumedListSize: configuration.assumedListSize) },
      coalescer: configuration.sharesOperations ? RequestCoalescer(forwardedHeaders: graph.forwardedHeaders, metrics: metrics) : nil,
      errorMetrics: metrics.graphQLErrors, failures: failures)
    let handler = GraphQLHTTPHandler(
      executor: executor, persisted: persisted, maximumBatch: configuration.persisted.maximumBatch,
      forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions,
      showsExplorer: configuration.showsExplorer, crossSiteGuard: CrossSiteGuard(requiresPreflight: configuration.requiresPreflight),
      authenticator: authenticator)
    return ServedGraph(version: ServedGraph.version(of: files), graphQL: handler, upstreams: graph.upstreams)
  }
}
