import GraphTools
import HTTPClient
import HTTPServer
import Logging
import ProcessKit
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
  /// - Throws: `CompositionFailure`, `FileError` or `SocketError`.
  init(
    configuration: GatewayConfiguration, files: [SourceFile], metrics: GatewayMetrics = GatewayMetrics(),
    logger: Logger = Logger(label: "gateway")
  ) throws {
    let loops = try EventLoopGroup(count: configuration.eventLoops)
    let client = HTTPClient(configuration: HTTPClientConfiguration(), group: loops)
    let loader: GraphLoader
    let graph: CurrentGraph
    do {
      loader = try GraphLoader(configuration: configuration, client: client, metrics: metrics, logger: logger)
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
    var address = HTTPServerConfiguration(host: configuration.host, port: configuration.port)
    address.limits.bodyBytes = configuration.maximumBodyBytes
    address.commonHeaders = SecurityHeaders.fields(strictTransportSeconds: nil)
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
        configuration: HTTPServerConfiguration(host: host, port: port), group: loops,
        handler: MetricsHandler(registry: metrics.registry), logger: logger)
    } else {
      metricsServer = nil
    }
    background = [client] + (watch.map { [$0] } ?? []) + (metricsServer.map { [$0] } ?? [])
    self.monitor = monitor
    self.loops = loops
    self.logger = logger
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
