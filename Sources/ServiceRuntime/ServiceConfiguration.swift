import HTTPCore
import Logging
import Postgres
import ProcessKit
import RabbitMQ
import Redis
import ServiceKit

/// The settings of a service, read once from the environment. `.env.example` lists the variables.
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
  /// `{SERVICE}_SERVICE_HOST`.
  public var host: String
  /// `{SERVICE}_SERVICE_PORT`.
  public var port: Int
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
    let prefix = service.uppercased()
    self.settings = settings
    self.service = service
    isDevelopment = settings.isDevelopment
    logLevel = try settings.logLevel()
    eventLoops = try settings.eventLoops()
    host = settings.text("\(prefix)_SERVICE_HOST", default: "127.0.0.1")
    port = try settings.integer("\(prefix)_SERVICE_PORT", default: defaultPort, range: 0...65535)
    metrics = try settings.metricsAddress()
    let poolSize = try settings.integer("DATABASE_POOL_SIZE", default: 8, range: 2...1000)
    database = try settings.parsed("\(prefix)_DATABASE_URL", expected: "a URL such as postgres://user:password@host:5432/database") {
      PostgresConfiguration(url: $0, poolSize: poolSize, applicationName: "\(service)-service")
    }
    ownerDatabase = try settings.parsedIfSet(
      "\(prefix)_DATABASE_OWNER_URL", expected: "a URL such as postgres://owner:password@host:5432/database"
    ) {
      PostgresConfiguration(url: $0, applicationName: "\(service)-service migrations")
    }
    redis = try settings.parsed("REDIS_URL", expected: "a URL such as redis://127.0.0.1:6379/0") { RedisConfiguration(url: $0) }
    userServiceURL = try settings.parsedIfSet("USER_SERVICE_URL", expected: "a URL such as http://127.0.0.1:8081") {
      HTTPURL($0).flatMap { $0.scheme == .http ? $0 : nil }
    }
    rabbitmq = try settings.parsed("RABBITMQ_URL", expected: "a URL such as amqp://user:password@host:5672/%2f") {
      RabbitMQConfiguration(url: $0, connectionName: "\(service)-service")
    }
    tokenKeys = try TokenKeys(settings, isIssuer: service == Self.tokenIssuer)
    if !isDevelopment {
      for variable in ["\(prefix)_DATABASE_URL", "\(prefix)_DATABASE_OWNER_URL", "RABBITMQ_URL", "REDIS_URL"]
      where settings.text(variable)?.contains("change-me") == true {
        throw ConfigurationError(variable: variable, problem: "has the sample password of .env.example: set your own")
      }
    }
    jwtIssuer = settings.text("JWT_ISSUER", default: "trellis")
    jwtAudience = settings.text("JWT_AUDIENCE", default: "trellis-api")
    migrationsDirectory = settings.text("MIGRATIONS_DIR", default: "migrations") + "/" + service
    requestTimeout = .milliseconds(try settings.integer("REQUEST_TIMEOUT_MS", default: 10_000, range: 100...600_000))
    drainPause = .milliseconds(try settings.integer("DRAIN_PAUSE_MS", default: 0, range: 0...60_000))
    trustedProxies =
      try settings.parsedIfSet("TRUSTED_PROXIES", expected: "addresses and networks such as 127.0.0.1,10.0.0.0/8") { TrustedProxies($0) }
      ?? .none
  }
}
