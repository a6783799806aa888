import Authentication
import Crypto
import HTTPServer
import Logging
import Messaging
import Observability
import Postgres
import ProcessKit
import RabbitMQ
import Redis
import ServiceKit
import ServiceLifecycle
import ServiceStorage
import SharedKernel
import Sockets
import TLS

/// What every service process has: event loops, database, Redis, RabbitMQ, outbox relay, HTTP server, health and metrics.
///
///     @main enum OrderServiceMain {
///       static func main() async {
///         await ServiceHost.launch("order", defaultPort: 8082) { host in OrderServiceApp(host).parts }
///       }
///     }
public final class ServiceHost: Sendable {
  public let configuration: ServiceConfiguration
  /// The event loops, for clients that the service makes itself.
  public let eventLoops: EventLoopGroup
  /// The service's own database. It works while the host serves, and inside `withRunningClients`.
  public let database: PostgresClient
  /// It works while the host serves, and inside `withRunningClients`.
  public let redis: RedisClient
  /// It works while the host serves.
  public let rabbitmq: RabbitMQClient
  public let logger: Logger
  public let metrics: PrometheusRegistry
  private let messagingMetrics: MessagingMetrics
  private let serverTLS: TLSServerContext?
  private let outboundTLS: TLSClientContext

  /// Makes the clients; nothing connects yet.
  public init(_ configuration: ServiceConfiguration, logger: Logger, metrics: PrometheusRegistry = PrometheusRegistry()) throws {
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    serverTLS = try configuration.tls.serverContext()
    outboundTLS = try configuration.tls.outboundContext()
    eventLoops = try EventLoopGroup(count: configuration.eventLoops)
    database = PostgresClient(configuration.database, group: eventLoops, logger: logger)
    var redisConfiguration = configuration.redis
    redisConfiguration.tls = outboundTLS
    redis = RedisClient(redisConfiguration, group: eventLoops, logger: logger)
    rabbitmq = try RabbitMQClient(configuration: configuration.rabbitmq, logger: logger)
    messagingMetrics = MessagingMetrics(registry: metrics)
    metrics.observe(database, maximum: configuration.database.poolSize)
  }

  /// The outbox of this database.
  public var outbox: Outbox { Outbox(database: database, source: "\(configuration.service)-service") }

  /// A consumer of one of the service's own queues. The queue is bound to the event names of the payload.
  public func consumer<Payload: EventPayload>(
    queue: String, handler: @escaping EventConsumer<Payload>.Handler
  ) -> EventConsumer<Payload> {
    EventConsumer(queue: queue, database: database, rabbitmq: rabbitmq, logger: logger, metrics: messagingMetrics, handler: handler)
  }

  /// Idempotent POSTs, stored in this database.
  public var idempotency: IdempotencyGuard { IdempotencyGuard(database: database, secret: configuration.tokenKeys.storageSecret) }

  /// Revoked tokens, in this Redis.
  public var revocations: RedisRevocationSet { RedisRevocationSet(redis: redis) }

  /// Signs access tokens in the user service. In the others it is a public key, which cannot sign, unless a shared secret does both.
  public var signingKey: JWTKey { configuration.tokenKeys.signing }

  /// Brings the database's schema up to date.
  public func migrate() async throws { try await migrator.run() }

  /// Works as the database's owner where the environment names one, and grants to the service's own role.
  package var migrator: Migrator {
    let owner = configuration.ownerDatabase.map { PostgresClient($0, group: eventLoops, logger: logger) }
    return Migrator(
      directory: configuration.migrationsDirectory, database: owner ?? database, role: configuration.database.user, logger: logger)
  }

  /// Migrates the database, then runs the service until SIGTERM or SIGINT.
  public func serve(_ parts: ServiceParts) async throws {
    try await migrate()
    let monitor = HealthMonitor(checks: checks)
    metrics.observe(monitor)
    var address = HTTPServerConfiguration(host: configuration.host, port: configuration.port, tls: serverTLS)
    let handler = handler(for: parts, monitor: monitor)
    address.errorResponse = { refused in handler.respond(to: refused, route: "none") { ErrorResponder.refuse(refused.error) } }
    let server = HTTPServer(configuration: address, group: eventLoops, handler: handler, logger: logger)
    _ = try server.listen()
    var servers: [any Service] = []
    if configuration.metrics == .none { logger.notice("metrics are not served: METRICS_PORT is not set") }
    if case .own(let host, let port) = configuration.metrics {
      let own = HTTPServer(
        configuration: HTTPServerConfiguration(host: host, port: port, tls: serverTLS), group: eventLoops,
        handler: MetricsHandler(registry: metrics),
        logger: logger)
      _ = try own.listen()
      servers.append(own)
    }
    let jobs = (StandardJobs.all + parts.jobs).map { ScheduledJobRunner(job: $0, database: database, logger: logger) }
    let relay = OutboxRelay(
      database: database, rabbitmq: rabbitmq, logger: logger, subscribers: parts.subscribers, metrics: messagingMetrics)
    let tlsWatch = TLSWatch(interval: configuration.tls.reloadInterval, logger: logger) { [serverTLS, outboundTLS] in
      (serverTLS.map { [$0] } ?? []) + [outboundTLS]
    }
    let clients: [any Service] = [tlsWatch, database, redis, rabbitmq, relay, OutboxBacklog(database: database, metrics: messagingMetrics)]
    try await ProcessHost.run(
      background: clients + parts.background + parts.consumers + jobs + servers, monitor: monitor, server: server,
      drainPause: configuration.drainPause, logger: logger)
    logger.notice("stopped")
  }

  /// Runs the body while database and Redis are connected, and stops both afterwards: for commands and tests.
  public func withRunningClients<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [database] in try await database.run() }
      group.addTask { [redis] in try await redis.run() }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  /// The handler of these routes without a server: for tests.
  public func handler(for parts: ServiceParts) -> ObservedHandler { handler(for: parts, monitor: HealthMonitor(checks: checks)) }

  private var checks: [HealthCheck] {
    [
      HealthCheck("postgres") { [database] in database.isConnected ? await database.ping() : false },
      // Without Redis the service works: see the decisions on revocation.
      HealthCheck("redis", isRequired: false) { [redis] in redis.isConnected ? await redis.ping() : false },
      HealthCheck("rabbitmq") { [rabbitmq] in rabbitmq.isConnected },
    ]
  }

  private func revocationList(_ parts: ServiceParts) -> any RevocationList {
    let asked =
      parts.revocations ?? configuration.userServiceURL.map { UserServiceRevocations(url: $0, group: eventLoops, tls: outboundTLS) }
    return asked.map { RevocationListWithFallback(revocations, otherwise: $0) } ?? revocations
  }

  private func handler(for parts: ServiceParts, monitor: HealthMonitor) -> ObservedHandler {
    let verifier = JWTVerifier(
      keys: configuration.tokenKeys.verifying, issuer: configuration.jwtIssuer, audience: configuration.jwtAudience)
    let handler = ServiceHandler(
      service: configuration.service, routes: parts.routes,
      authenticator: Authenticator(verifier: verifier, revocations: revocationList(parts), logger: logger), monitor: monitor,
      registry: metrics, servesMetrics: configuration.metrics == .shared, timeout: configuration.requestTimeout, logger: logger,
      proxies: configuration.trustedProxies)
    return ObservedHandler(handler, metrics: RequestMetrics(registry: metrics), logger: logger)
  }
}
