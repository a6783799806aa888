import Crypto
import HTTPServer
import Logging
import Observability
import Postgres
import Redis
import ServiceLifecycle
import ServiceStorage
import SharedKernel
import Sockets

/// What every service process has: event loops, database, Redis, HTTP server, health, metrics, and an orderly start and stop.
///
///     @main enum OrderServiceMain {
///       static func main() async {
///         await ServiceHost.launch("order", defaultPort: 8082) { host in try OrderServiceApp(host).parts }
///       }
///     }
public final class ServiceHost: Sendable {
  /// The settings.
  public let configuration: ServiceConfiguration
  /// The event loops; for clients that the service makes itself.
  public let eventLoops: EventLoopGroup
  /// The service's own database. It works while the host serves, and inside `withRunningClients`.
  public let database: PostgresClient
  /// Redis. It works while the host serves, and inside `withRunningClients`.
  public let redis: RedisClient
  /// The process's logger.
  public let logger: Logger
  /// The process's metrics.
  public let metrics: PrometheusRegistry

  /// Makes the clients; nothing connects yet.
  public init(_ configuration: ServiceConfiguration, logger: Logger, metrics: PrometheusRegistry = PrometheusRegistry()) throws {
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    eventLoops = try EventLoopGroup(count: configuration.eventLoops)
    database = PostgresClient(configuration.database, group: eventLoops, logger: logger)
    redis = RedisClient(configuration.redis, group: eventLoops, logger: logger)
  }

  /// Idempotent POSTs, in this database.
  public var idempotency: IdempotencyGuard { IdempotencyGuard(database: database, secret: configuration.jwtSecret) }

  /// Tokens taken back, in this Redis.
  public var revocations: any RevocationList { RedisRevocationList(redis: redis) }

  /// The key that tokens are signed and verified with.
  public var signingKey: JWTKey { .hs256(secret: configuration.jwtSecret) }

  /// Brings the database's schema up to date.
  public func migrate() async throws { try await migrator.run() }

  /// Works as the database's owner where the environment names one, and grants to the service's own role.
  var migrator: Migrator {
    let owner = configuration.ownerDatabase.map { PostgresClient($0, group: eventLoops, logger: logger) }
    return Migrator(
      directory: configuration.migrationsDirectory, database: owner ?? database, role: configuration.database.user, logger: logger)
  }

  /// Runs the service until SIGTERM or SIGINT: migrates, then starts database, Redis, what the parts bring, and the HTTP server last.
  public func serve(_ parts: ServiceParts) async throws {
    try await migrate()
    let (handler, monitor) = handling(parts)
    var address = HTTPServerConfiguration(host: configuration.host, port: configuration.port)
    address.refusal = ErrorResponder.refuse
    let server = HTTPServer(configuration: address, group: eventLoops, handler: handler, logger: logger)
    _ = try server.listen()
    let services: [any Service] =
      [database, redis] + parts.background
      + (StandardJobs.all + parts.jobs).map { ScheduledJobRunner(job: $0, database: database, logger: logger) }
      + [monitor, server, DrainMark(monitor: monitor, pause: configuration.drainPause)]
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0, serviceName: "\(type(of: $0))") }, gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
    try await group.run()
    logger.notice("stopped")
  }

  /// The handler of the parts' routes without a server: for tests.
  public func handler(for parts: ServiceParts) -> ServiceHandler { handling(parts).handler }

  /// Runs the body while database and Redis are connected, and stops both afterwards: for commands and tests.
  public func withRunningClients<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [database] in try await database.run() }
      group.addTask { [redis] in try await redis.run() }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  private func handling(_ parts: ServiceParts) -> (handler: ServiceHandler, monitor: HealthMonitor) {
    let checks =
      [
        HealthCheck("postgres") { [database] in database.isConnected ? await database.ping() : false },
        HealthCheck("redis") { [redis] in redis.isConnected ? await redis.ping() : false },
      ] + parts.checks
    let monitor = HealthMonitor(service: configuration.service, checks: checks)
    let verifier = JWTVerifier(keys: [signingKey], issuer: configuration.jwtIssuer, audience: configuration.jwtAudience)
    let authenticator = Authenticator(verifier: verifier, revocations: revocations, logger: logger)
    let description = APIDescription(service: configuration.service, routes: parts.routes)
    let handler = ServiceHandler(
      router: Router(parts.routes + description.ownRoutes + APIDescription.operational), authenticator: authenticator, monitor: monitor,
      registry: metrics,
      logger: logger)
    return (handler, monitor)
  }
}
