import HTTPCore
import Logging
import Postgres
import ProcessKit
import RabbitMQ
import Redis
import ServiceKit

/// The settings of a service, read once from the environment. `ServiceSettings` declares them.
public struct ServiceConfiguration: Sendable {
  /// The source of the settings, for those of one service alone, which that service reads.
  public let settings: SettingsReader
  /// The service's short name: `user`, `order`, `payment`.
  public var service: String
  /// Whether `TRELLIS_ENV` is `development`.
  public var isDevelopment: Bool
  /// `LOG_LEVEL`.
  public var logLevel: Logger.Level
  /// `EVENT_LOOPS`; 0 means one event loop per core.
  public var eventLoops: Int
  /// `TRELLIS_REVISION`: the revision that metrics show.
  public var revision: String?
  /// `{SERVICE}_SERVICE_HOST`.
  public var host: String
  /// `{SERVICE}_SERVICE_PORT`.
  public var port: Int
  /// The certificates that the service listens with, and those for its connections to others.
  public var tls: ProcessTLS
  /// `METRICS_PORT` and `METRICS_HOST`.
  public var metrics: MetricsAddress
  /// `{SERVICE}_DATABASE_URL` and `DATABASE_POOL_SIZE`.
  public var database: PostgresConfiguration
  /// `{SERVICE}_DATABASE_OWNER_URL`: the same database with the role that owns and migrates it; nil if one role does both.
  public var ownerDatabase: PostgresConfiguration?
  /// `REDIS_URL`.
  public var redis: RedisConfiguration
  /// `USER_SERVICE_URL`: the origin of the user service, which is asked whether a token is revoked when Redis cannot say.
  public var userServiceURL: HTTPURL?
  /// `RABBITMQ_URL`.
  public var rabbitmq: RabbitMQConfiguration
  /// The keys of access tokens: `JWT_SIGNING_KEY_FILE`, `JWT_PUBLIC_KEYS_FILE` and, in development, `JWT_SECRET`.
  public var tokenKeys: TokenKeys
  /// `JWT_ISSUER`.
  public var jwtIssuer: String
  /// `JWT_AUDIENCE`.
  public var jwtAudience: String
  /// `MIGRATIONS_DIR` and the service's name.
  public var migrationsDirectory: String
  /// `REQUEST_TIMEOUT_MS`: how long a request may wait in all; it is answered with 503 then.
  public var requestTimeout: Duration
  /// `DRAIN_PAUSE_MS`: how long a stopping process reports that it is not ready before it stops listening.
  public var drainPause: Duration
  /// `TRUSTED_PROXIES`: whose `X-Forwarded-For` names the client.
  public var trustedProxies: TrustedProxies

  /// The service that issues access tokens.
  private static let tokenIssuer = "user"

  public init(_ settings: SettingsReader, service: String, defaultPort: Int) throws(ConfigurationError) {
    let declared = ServiceSettings(service: service, defaultPort: defaultPort)
    let (process, shared, address) = (declared.process, declared.shared, declared.address)
    self.settings = settings
    self.service = service
    isDevelopment = settings.isDevelopment
    logLevel = try settings.value(of: process.logLevel)
    eventLoops = try settings.value(of: process.eventLoops)
    revision = try settings.value(of: process.revision)
    host = try settings.value(of: address.host)
    port = try settings.value(of: address.port)
    tls = try settings.tls(shared.tls)
    metrics = try settings.metricsAddress(process)
    database = try settings.value(of: address.databaseURL)
    database.poolSize = try settings.value(of: shared.poolSize)
    ownerDatabase = try settings.value(of: address.ownerDatabaseURL)
    redis = try settings.value(of: shared.redisURL)
    userServiceURL = try settings.value(of: shared.userServiceURL)
    rabbitmq = try settings.value(of: shared.rabbitMQURL)
    rabbitmq.tls = tls.outbound
    rabbitmq.connectionName = "\(service)-service"
    tokenKeys = try TokenKeys(settings, shared.tokens, isIssuer: service == Self.tokenIssuer)
    jwtIssuer = try settings.value(of: shared.tokens.issuer)
    jwtAudience = try settings.value(of: shared.tokens.audience)
    migrationsDirectory = try settings.value(of: shared.migrationsDirectory) + "/" + service
    requestTimeout = .milliseconds(try settings.value(of: shared.requestTimeout))
    drainPause = .milliseconds(try settings.value(of: shared.drainPause))
    trustedProxies = try settings.value(of: shared.trustedProxies)
  }
}
