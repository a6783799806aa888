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
  private let callers: CallerLimits
  private let reports: LimitReports
  private let logger: Logger

  /// - Parameter redis: shared by all replicas: the counts of rates, and registered operations. Nil if this process is alone.
  /// - Throws: why the trusted documents cannot be read.
  init(
    configuration: GatewayConfiguration, client: HTTPClient, redis: RedisClient?, metrics: GatewayMetrics, logger: Logger
  ) throws(FileError) {
    persisted = try PersistedOperations(configuration.persisted, redis: redis, metrics: metrics, logger: logger)
    self.configuration = configuration
    self.logger = logger
    reports = LimitReports(registry: metrics.registry, logger: logger)
    callers = CallerLimits(
      rules: configuration.rates, limiter: RateLimiter(redis: redis, logger: logger), proxies: configuration.trustedProxies,
      maximumConcurrent: configuration.maximumConcurrentRequests, measured: configuration.engine.limits.measured, reports: reports)
    self.metrics = metrics
    transport = HTTPClientTransport(client: client, calls: metrics.upstreamCalls)
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
    let graph = try ComposedGraph(
      files: files, environment: configuration.environment, transport: transport, options: connectors, engine: engine)
    warnOfUnknownFields(graph.engine.schema)
    let executor = QueryExecutor(
      engine: graph.engine, setsResponseHeaders: graph.setsResponseHeaders, limits: engine.limits, callers: callers,
      upstreamCalls: UpstreamCallLimit(maximum: configuration.maximumUpstreamCalls, assumedListSize: configuration.assumedListSize),
      coalescer: configuration.sharesOperations ? RequestCoalescer(forwardedHeaders: graph.forwardedHeaders, metrics: metrics) : nil,
      errorMetrics: metrics.graphQLErrors, failures: failures, reports: reports)
    let handler = GraphQLHTTPHandler(
      executor: executor, persisted: persisted, maximumBatch: configuration.persisted.maximumBatch,
      forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions, timeout: configuration.requestDeadline,
      showsExplorer: configuration.showsExplorer, crossSiteGuard: CrossSiteGuard(requiresPreflight: configuration.requiresPreflight))
    return ServedGraph(version: ServedGraph.version(of: files), graphQL: handler, upstreams: graph.upstreams)
  }

  /// A rate for a field that does not exist limits nothing, which can be a misspelt name. The default is for any schema.
  private func warnOfUnknownFields(_ schema: Schema) {
    guard configuration.rates.fields != FieldRates(FieldRates.preset) else { return }
    for field in configuration.rates.fields.missing(in: schema) {
      logger.warning("the graph has no such root field, so its rate limits nothing", metadata: ["field": "\(field)"])
    }
  }
}
