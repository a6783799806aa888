import GraphTools
import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import ServiceLifecycle
import Sockets
import UnixSignals

/// The gateway's parts: configuration → schema files → engine → HTTP server. The only file that sees all of them.
struct GatewayApp {
  private let loops: EventLoopGroup
  private let server: HTTPServer
  /// Started in this order and stopped in the opposite one: the server drains while the client still works.
  private let services: [any Service]
  private let logger: Logger

  /// Composes the graph. Nothing listens yet.
  ///
  /// - Throws: `CompositionFailure` or `SocketError`.
  init(configuration: GatewayConfiguration, files: [SourceFile], logger: Logger = Logger(label: "gateway")) throws {
    let loops = try EventLoopGroup(count: configuration.eventLoops)
    let metrics = GatewayMetrics()
    let client = HTTPClient(configuration: HTTPClientConfiguration(), group: loops)
    let loader = GraphLoader(configuration: configuration, client: client, metrics: metrics)
    let graph: CurrentGraph
    do { graph = CurrentGraph(try loader.load(files)) } catch {
      loops.shutdown()
      throw error
    }
    let health = UpstreamHealth(names: graph.value.upstreams.map(\.name))
    let watch = configuration.reloadInterval.map { interval in
      SchemaWatch(
        directory: configuration.schemaDirectory, interval: interval, loader: loader, graph: graph, health: health, metrics: metrics,
        logger: logger)
    }
    let probe = UpstreamProbe(upstreams: { graph.value.upstreams }, health: health, logger: logger) { origin in
      let request = HTTPRequest(method: .get, target: "/health")
      return try? await client.execute(request, to: origin, timeout: .seconds(2)).status.code
    }
    let handler = GatewayHandler(
      graph: graph, health: HealthHandler(health: health, version: { graph.value.version }), metrics: metrics, logger: logger)
    server = HTTPServer(
      configuration: HTTPServerConfiguration(host: configuration.host, port: configuration.port), group: loops, handler: handler,
      logger: logger)
    services = [client, probe] + (watch.map { [$0] } ?? []) + [DrainingServer(server: server, health: health)]
    self.loops = loops
    self.logger = logger
  }

  /// Binds the port and returns it. Connections wait in the system's queue until `run`.
  func listen() throws -> Int { try server.listen() }

  /// Runs until SIGTERM or SIGINT, or until the task is cancelled. Then it answers the requests in flight and returns.
  func run(stoppingAt signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
    defer { loops.shutdown() }
    try await ServiceGroup(services: services, gracefulShutdownSignals: signals, logger: logger).run()
  }
}

/// The server, whose `/ready` says that it drains as soon as it does.
private struct DrainingServer: Service {
  let server: HTTPServer
  let health: UpstreamHealth

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await server.run()
    } onGracefulShutdown: {
      health.beginDraining()
    }
  }
}
