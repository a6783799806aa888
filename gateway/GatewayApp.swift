import GraphTools
import HTTPClient
import HTTPServer
import Logging
import ProcessKit
import Redis
import ServiceLifecycle
import Sockets
import UnixSignals

/// The gateway's parts: configuration → schema files → engine → HTTP server. The only file that sees all of them.
struct GatewayApp {
  private let loops: EventLoopGroup
  private let background: [any Service]
  private let monitor: HealthMonitor
  private let server: HTTPServer
  /// `/metrics`, when it has an address of its own.
  private let metricsServer: HTTPServer?
  private let logger: Logger

  /// Composes the graph. Nothing listens yet.
  ///
  /// - Throws: `CompositionFailure`, `ConfigurationError`, `FileError` or `SocketError`.
  init(
    configuration: GatewayConfiguration, files: [SourceFile], metrics: GatewayMetrics = GatewayMetrics(),
    logger: Logger = Logger(label: "gateway")
  ) throws {
    let serverTLS = try configuration.tls.serverContext()
    let outboundTLS = try configuration.tls.outboundContext()
    let upstreamTLS = UpstreamTLS(settings: configuration.tls.outbound)
    let loops = try EventLoopGroup(count: configuration.eventLoops)
    var clientConfiguration = HTTPClientConfiguration()
    clientConfiguration.tls = outboundTLS
    let client = HTTPClient(configuration: clientConfiguration, group: loops)
    let redis = configuration.authentication.redis.map { configuration in
      var configuration = configuration
      configuration.tls = outboundTLS
      return RedisClient(configuration, group: loops, logger: logger)
    }
    let settings = configuration.authentication
    let authentication =
      settings.verifiesTokens ? CallerAuthenticator.make(settings, client: client, redis: redis, logger: logger) : nil
    Self.report(settings, logger)
    let loader: GraphLoader
    let graph: CurrentGraph
    do {
      loader = try GraphLoader(
        configuration: configuration, client: client, tls: upstreamTLS, redis: redis, authenticator: authentication?.authenticator,
        metrics: metrics, logger: logger)
      graph = CurrentGraph(try loader.load(files))
    } catch {
      loops.shutdown()
      throw error
    }
    metrics.observe(client)
    let checks = UpstreamChecks(client: client)
    let monitor = HealthMonitor(
      checks: checks.of(graph.value), interval: configuration.probeInterval,
      onChange: { name, condition in
        logger.notice("upstream", metadata: ["name": "\(name)", "condition": "\(condition.rawValue)"])
      })
    let watch = configuration.reloadInterval.map { interval in
      SchemaWatch(
        directory: configuration.schemaDirectory, interval: interval, loader: loader, graph: graph, metrics: metrics, logger: logger,
        onReload: { monitor.replace(checks: checks.of($0)) })
    }
    let health = GatewayHealth(of: graph)
    let endpoints = ProcessEndpoints(
      monitor: monitor, registry: metrics.registry, servesMetrics: configuration.metrics == .shared, healthDocument: health.document)
    let handler = ObservedHandler(
      GatewayHandler(
        graph: graph, endpoints: endpoints, explorer: configuration.showsExplorer ? ExplorerHandler() : nil, cors: configuration.cors),
      metrics: metrics.requests, logger: logger, returnsTraceContext: true)
    var address = HTTPServerConfiguration(host: configuration.host, port: configuration.port, tls: serverTLS)
    address.limits.bodyBytes = configuration.maximumBodyBytes
    address.limits.headBytes = configuration.maximumHeadBytes
    address.limits.targetBytes = min(address.limits.targetBytes, configuration.maximumHeadBytes)
    address.commonHeaders = SecurityHeaders.fields(strictTransportSeconds: serverTLS == nil ? nil : configuration.strictTransportSeconds)
    address.errorResponse = { [cors = configuration.cors] refused in
      handler.respond(to: refused, route: GatewayHandler.route(of: refused)) {
        var response = GraphQLHTTPHandler.response(to: refused)
        if let request = refused.request { cors?.apply(to: &response, for: request) }
        return response
      }
    }
    server = HTTPServer(configuration: address, group: loops, handler: handler, logger: logger)
    if case .own(let host, let port) = configuration.metrics {
      metricsServer = HTTPServer(
        configuration: HTTPServerConfiguration(host: host, port: port, tls: serverTLS), group: loops,
        handler: MetricsHandler(registry: metrics.registry), logger: logger)
    } else {
      metricsServer = nil
    }
    let tlsWatch = TLSWatch(interval: configuration.tls.reloadInterval, logger: logger) {
      (serverTLS.map { [$0] } ?? []) + [outboundTLS] + upstreamTLS.all
    }
    var authenticating: [any Service] = []
    if let redis { authenticating.append(redis) }
    for keys in authentication?.keys ?? [] { authenticating.append(keys) }
    background = [client, tlsWatch] + authenticating + (watch.map { [$0] } ?? []) + (metricsServer.map { [$0] } ?? [])
    self.monitor = monitor
    self.loops = loops
    self.logger = logger
  }

  /// Says at the start whose tokens are verified.
  private static func report(_ settings: AuthenticationSettings, _ logger: Logger) {
    if let warning = settings.warning { logger.warning("\(warning)") }
    guard settings.verifiesTokens else {
      return logger.notice("tokens are not verified, and authorization is passed on: no setting names the keys of an issuer")
    }
    logger.notice(
      "tokens are verified",
      metadata: [
        "issuers": "\(settings.issuers.map(\.name).joined(separator: ", "))",
        "revocation": .stringConvertible(settings.issuers.contains { $0.isRevocable }),
        "apiKeys": .stringConvertible(settings.acceptsAPIKeys),
      ])
  }

  /// Binds the port and returns it. Connections wait in the system's queue until `run`.
  func listen() throws -> Int { try server.listen() }

  /// Binds the port of `/metrics` if it has one of its own, and returns it.
  func listenForMetrics() throws -> Int? { try metricsServer?.listen() }

  /// Runs until SIGTERM or SIGINT, or until the task is cancelled. Then it answers the requests in flight and returns.
  func run(stoppingAt signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
    defer { loops.shutdown() }
    try await ProcessHost.run(background: background, monitor: monitor, server: server, stoppingAt: signals, logger: logger)
  }
}
