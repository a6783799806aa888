import GraphTools
import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import RESTConnectors
import ServiceLifecycle
import Sockets
import UnixSignals

/// The gateway, wired: configuration → schema files → engine → HTTP server. The only file that sees all its parts.
struct GatewayApp {
  private let loops: EventLoopGroup
  private let client: HTTPClient
  private let probe: UpstreamProbe
  private let server: HTTPServer
  private let health: UpstreamHealth
  private let logger: Logger
  private let watch: SchemaWatch?

  /// Composes the graph; nothing listens yet. Throws `CompositionFailure` with what the operator must mend, or `SocketError`.
  init(configuration: GatewayConfiguration, files: [SourceFile], logger: Logger = Logger(label: "gateway")) throws {
    loops = try EventLoopGroup(count: configuration.eventLoops)
    let client = HTTPClient(configuration: HTTPClientConfiguration(), group: loops)
    let metrics = GatewayMetrics()
    var connectors = ConnectorOptions()
    connectors.sharesCalls = configuration.sharesCalls
    connectors.clock = LoopCallClock()
    connectors.metrics = metrics.registry
    let options = connectors
    let compose: @Sendable ([SourceFile]) throws -> ServedGraph = { files in
      let graph = try ComposedGraph(
        files: files, environment: configuration.environment, transport: HTTPClientTransport(client: client, metrics: metrics),
        options: options)
      let limit = configuration.maximumUpstreamCalls.map {
        UpstreamCallLimit(maximum: $0, engine: graph.engine, assumedListSize: configuration.assumedListSize)
      }
      var responder: any GraphQLResponder = EngineResponder(
        engine: graph.engine, handsBackHeaders: graph.setsResponseHeaders, limit: limit)
      if configuration.sharesOperations {
        responder = SharingResponder(responder, forwardedHeaders: graph.forwardedHeaders, metrics: metrics)
      }
      return ServedGraph(
        version: ServedGraph.version(of: files),
        graphQL: GraphQLHTTPHandler(
          responder: responder, forwardedHeaders: graph.forwardedHeaders, allowsExtensions: configuration.allowsExtensions),
        upstreams: graph.upstreams)
    }
    let current: CurrentGraph
    do {
      current = CurrentGraph(try compose(files))
    } catch {
      loops.shutdown()
      throw error
    }
    let health = UpstreamHealth(names: current.value.upstreams.map(\.name))
    self.health = health
    watch = configuration.reloadInterval.map { interval in
      SchemaWatch(
        directory: configuration.schemaDirectory, interval: interval, current: current, metrics: metrics, logger: logger,
        compose: compose, onChange: { health.replace(names: $0.upstreams.map(\.name)) })
    }
    probe = UpstreamProbe(upstreams: { current.value.upstreams }, health: health, logger: logger) { origin in
      let request = HTTPRequest(method: .get, target: "/health")
      return try? await client.execute(request, to: origin, timeout: .seconds(2)).status.code
    }
    let handler = GatewayHandler(
      graph: current, health: HealthHandler(health: health, version: { current.value.version }), metrics: metrics, logger: logger)
    server = HTTPServer(
      configuration: HTTPServerConfiguration(host: configuration.host, port: configuration.port), group: loops, handler: handler,
      logger: logger)
    self.client = client
    self.logger = logger
  }

  /// Takes the port; gives the one that it is. Connections wait in the system's queue until `run`.
  func listen() throws -> Int { try server.listen() }

  /// Runs until SIGTERM or SIGINT, or until the task is cancelled: then answers what is in flight and returns.
  func run(stoppingAt signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
    defer { loops.shutdown() }
    // Stopped in the opposite order: the server drains while the client still works.
    let watches: [any Service] = watch.map { [$0] } ?? []
    let services = [client, probe] + watches + [DrainingServer(server: server, health: health)]
    try await ServiceGroup(services: services, gracefulShutdownSignals: signals, logger: logger).run()
  }
}

/// The server, which says on `/ready` that it drains as soon as it does.
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
