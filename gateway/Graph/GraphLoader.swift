import GraphQL
import GraphTools
import HTTPClient
import Logging
import RESTConnectors
import Redis
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
  private let authenticator: CallerAuthenticator?
  private let callers: CallerLimits
  private let reports: LimitReports
  private let logger: Logger

  /// - Parameters:
  ///   - redis: shared by all replicas: the counts of rates, and registered operations. Nil if this process is alone.
  ///   - authenticator: nil if tokens are not verified.
  /// - Throws: why the trusted documents cannot be read.
  init(
    configuration: GatewayConfiguration, client: HTTPClient, tls: UpstreamTLS = UpstreamTLS(), redis: RedisClient? = nil,
    authenticator: CallerAuthenticator? = nil, metrics: GatewayMetrics, logger: Logger
  ) throws(FileError) {
    persisted = try PersistedOperations(configuration.persisted, redis: redis, metrics: metrics, logger: logger)
    self.configuration = configuration
    self.authenticator = authenticator
    reports = LimitReports(registry: metrics.registry, logger: logger)
    callers = CallerLimits(
      rules: configuration.rates, limiter: RateLimiter(redis: redis, logger: logger), proxies: configuration.trustedProxies,
      maximumConcurrent: configuration.maximumConcurrentRequests, measured: configuration.engine.limits.measured, reports: reports)
    self.metrics = metrics
    self.logger = logger
    self.client = client
    self.tls = tls
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
    engine.policies = configuration.policies?.decider(client: client, calls: metrics.upstreamCalls, logger: logger)
    self.engine = engine
  }

  func load(_ files: [SourceFile]) throws(CompositionFailure) -> ServedGraph {
    let contexts = ServiceContexts()
    let transport = HTTPClientTransport(client: client, calls: metrics.upstreamCalls, contexts: contexts)
    let graph = try ComposedGraph(
      files: files, environment: configuration.environment, transport: transport, options: connectors, engine: engine)
    try checkAccess(graph)
    warnOfUnknownFields(graph.engine.schema)
    let upstreams = graph.upstreams
    let named: [String: TLSClientContext]
    do throws(UpstreamTLS.Invalid) { named = try tls.contexts(of: upstreams) } catch {
      throw CompositionFailure(diagnostics: [Diagnostic(.error, rule: "tls", "\(error)", at: [])], sources: graph.sources)
    }
    contexts.set(named)
    let executor = QueryExecutor(
      engine: graph.engine, setsResponseHeaders: graph.setsResponseHeaders, limits: engine.limits, callers: callers,
      upstreamCalls: configuration.maximumUpstreamCalls.map {
        UpstreamCallLimit(maximum: $0, assumedListSize: configuration.assumedListSize)
      }
        ?? .preset,
      coalescer: configuration.sharesOperations ? RequestCoalescer(forwardedHeaders: graph.forwardedHeaders, metrics: metrics) : nil,
      errorMetrics: metrics.graphQLErrors, failures: failures, reports: reports)
    let handler = GraphQLHTTPHandler(
      executor: executor, persisted: persisted, maximumBatch: configuration.persisted.maximumBatch,
      forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions, timeout: configuration.requestDeadline,
      showsExplorer: configuration.showsExplorer, crossSiteGuard: CrossSiteGuard(requiresPreflight: configuration.requiresPreflight),
      authenticator: authenticator)
    return ServedGraph(version: ServedGraph.version(of: files), graphQL: handler, upstreams: upstreams, tls: named)
  }

  /// Warns when the schema restricts access and no token is verified: the restricted fields are refused to everybody then. Without somebody
  /// who decides policies, `@policy` is an error.
  private func checkAccess(_ graph: ComposedGraph) throws(CompositionFailure) {
    let uses = graph.supergraph.accessDirectiveUses
    if !connectors.verifiesTokens, let first = uses.first {
      logger.warning(
        "no token is verified, so the fields with directives of access are refused to everybody: set JWT_SECRET, JWT_PUBLIC_KEYS_FILE, JWT_JWKS_FILE, JWT_JWKS_URL or JWT_ISSUERS",
        metadata: ["first": "@\(first.directive) at \(first.position)", "uses": .stringConvertible(uses.count)])
    }
    let undecided = configuration.policies == nil ? uses.filter { $0.directive == "policy" } : []
    guard !undecided.isEmpty else { return }
    let problems = undecided.map { use in
      Diagnostic(
        .error, rule: "access", "@policy needs somebody who decides: set POLICY_URL or POLICY_CLAIM, or remove the directive.",
        at: [use.position])
    }
    throw CompositionFailure(diagnostics: problems, sources: graph.sources)
  }

  /// A rate for a field that does not exist limits nothing, which can be a misspelt name. The default is for any schema.
  private func warnOfUnknownFields(_ schema: Schema) {
    guard configuration.rates.fields != FieldRates(FieldRates.preset) else { return }
    for field in configuration.rates.fields.missing(in: schema) {
      logger.warning("the graph has no such root field, so its rate limits nothing", metadata: ["field": "\(field)"])
    }
  }
}
