import GraphQL
import GraphTools
import HTTPClient
import Logging
import RESTConnectors
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

  /// - Throws: why the trusted documents cannot be read.
  init(configuration: GatewayConfiguration, client: HTTPClient, metrics: GatewayMetrics, logger: Logger) throws(FileError) {
    persisted = try PersistedOperations(configuration.persisted, redis: nil, metrics: metrics, logger: logger)
    self.configuration = configuration
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
    engine.policies = configuration.policies?.decider(client: client, calls: metrics.upstreamCalls, logger: logger)
    self.engine = engine
  }

  func load(_ files: [SourceFile]) throws(CompositionFailure) -> ServedGraph {
    let graph = try ComposedGraph(
      files: files, environment: configuration.environment, transport: transport, options: connectors, engine: engine)
    try checkAccess(graph)
    let executor = QueryExecutor(
      engine: graph.engine, setsResponseHeaders: graph.setsResponseHeaders,
      limit: configuration.maximumUpstreamCalls.map { UpstreamCallLimit(maximum: $0, assumedListSize: configuration.assumedListSize) },
      coalescer: configuration.sharesOperations ? RequestCoalescer(forwardedHeaders: graph.forwardedHeaders, metrics: metrics) : nil,
      errorMetrics: metrics.graphQLErrors, failures: failures)
    let handler = GraphQLHTTPHandler(
      executor: executor, persisted: persisted, maximumBatch: configuration.persisted.maximumBatch,
      forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions,
      showsExplorer: configuration.showsExplorer, crossSiteGuard: CrossSiteGuard(requiresPreflight: configuration.requiresPreflight))
    return ServedGraph(version: ServedGraph.version(of: files), graphQL: handler, upstreams: graph.upstreams)
  }

  /// Refuses directives of access that would refuse everybody: all of them when no token is verified, and `@policy` when nobody decides
  /// policies. At run time the reason would be seen nowhere.
  private func checkAccess(_ graph: ComposedGraph) throws(CompositionFailure) {
    let problems = graph.supergraph.accessDirectiveUses.compactMap { use -> Diagnostic? in
      if !connectors.verifiesTokens {
        return Diagnostic(
          .error, rule: "access",
          "@\(use.directive) needs callers whose tokens are verified: set JWT_SECRET, JWT_PUBLIC_KEYS_FILE, JWT_JWKS_FILE, JWT_JWKS_URL or JWT_ISSUERS, or remove the directive.",
          at: [use.position])
      }
      guard use.directive == "policy", configuration.policies == nil else { return nil }
      return Diagnostic(
        .error, rule: "access", "@policy needs somebody who decides: set POLICY_URL or POLICY_CLAIM, or remove the directive.",
        at: [use.position])
    }
    guard problems.isEmpty else { throw CompositionFailure(diagnostics: problems, sources: graph.sources) }
  }
}
