import HTTPCore
import Postgres
import ProcessKit
import RabbitMQ
import Redis
import ServiceKit

/// The settings that each service has.
public struct ServiceSettings: SettingGroup {
  public let title: String
  let process = ProcessSettings()
  let shared = SharedServiceSettings()
  public let address: ServiceAddressSettings

  /// - Parameter service: the service's short name: `user`, `order`, `payment`.
  public init(service: String, defaultPort: Int) {
    title = "\(service.prefix(1).uppercased())\(service.dropFirst()) service"
    address = ServiceAddressSettings(service: service, defaultPort: defaultPort)
  }
}

/// The settings whose names are the same in all services.
public struct SharedServiceSettings: SettingGroup {
  public let title = "Services"
  public let introduction = "All services have these, and those of [the process](#process). They have no configuration file."
  let migrationsDirectory = Setting<String>.path(
    "MIGRATIONS_DIR", default: "migrations", "The folder with the migrations of all services.")
  let requestTimeout = Setting<Int>.integer(
    "REQUEST_TIMEOUT_MS", 100...600_000, default: 10_000, "Milliseconds that a request may take in all. It is answered with 503 then.")
  let drainPause = Setting<Int>.integer(
    "DRAIN_PAUSE_MS", 0...60_000, default: 0,
    "Milliseconds that a stopping service reports that it is not ready, before it stops listening.")
  let trustedProxies = Setting<TrustedProxies>.parsed(
    "TRUSTED_PROXIES", form: "addresses and networks such as 127.0.0.1,10.0.0.0/8", default: "", isList: true,
    "The proxies whose `X-Forwarded-For` names the client."
  ) { $0.isEmpty ? TrustedProxies.none : TrustedProxies($0) }
  let poolSize = Setting<Int>.integer("DATABASE_POOL_SIZE", 2...1000, default: 8, "The connections to the database.")
  let redisURL = Setting<RedisConfiguration>.required(
    "REDIS_URL", form: "a URL such as redis://127.0.0.1:6379/0, or rediss://…", isSecret: true, "Redis."
  ) { RedisConfiguration(url: $0) }
  let rabbitMQURL = Setting<RabbitMQConfiguration>.required(
    "RABBITMQ_URL", form: "a URL such as amqp://user:password@host:5672/%2f, or amqps://…", isSecret: true, "RabbitMQ."
  ) { RabbitMQConfiguration(url: $0) }
  let userServiceURL = Setting<HTTPURL?>.parsed(
    "USER_SERVICE_URL", form: "a URL such as http://127.0.0.1:8081 or https://user-service:8081",
    "The user service, which is asked whether a token is revoked when Redis cannot say."
  ) { HTTPURL($0) }
  let tokens = TokenKeySettings()
  let tls = TLSSettings()

  public init() {}
}

/// The settings of access tokens.
struct TokenKeySettings: SettingGroup {
  let title = "Access tokens"
  let introduction =
    "Outside development the user service needs `JWT_SIGNING_KEY_FILE`, and the others `JWT_PUBLIC_KEYS_FILE`. "
    + "In development, a process without them signs and verifies with `JWT_SECRET`, which has a default there."
  let signingKeyFile = Setting<String?>.path(
    "JWT_SIGNING_KEY_FILE", form: "the path of a PEM private key without a password: Ed25519, or RSA of at least 2048 bits",
    "The key that signs. Only the user service reads it.")
  let publicKeysFile = Setting<String?>.path(
    "JWT_PUBLIC_KEYS_FILE", form: "the path of PEM public keys: Ed25519, or RSA of at least 2048 bits", "The keys that verify.")
  let secret = Setting<String?>.text(
    "JWT_SECRET", form: "your own text of at least 32 bytes", isSecret: true,
    "Signs and verifies with HS256 in development. It also encrypts stored responses that contain tokens.")
  let issuer = Setting<String>.text("JWT_ISSUER", default: "trellis", "The `iss` of tokens.")
  let audience = Setting<String>.text("JWT_AUDIENCE", default: "trellis-api", "The `aud` of tokens.")
}

/// The settings whose names start with the service's name.
public struct ServiceAddressSettings: SettingGroup {
  public let title = "Address and database"
  let host: Setting<String>
  let port: Setting<Int>
  let databaseURL: Setting<PostgresConfiguration>
  let ownerDatabaseURL: Setting<PostgresConfiguration?>

  init(service: String, defaultPort: Int) {
    let prefix = service.uppercased()
    host = .text("\(prefix)_SERVICE_HOST", form: "an address or a name", default: "127.0.0.1", "Where the service listens.")
    port = .integer(
      "\(prefix)_SERVICE_PORT", 0...65535, default: defaultPort, "The port that the service listens on. 0 takes a free one.")
    databaseURL = .required(
      "\(prefix)_DATABASE_URL", form: "a URL such as postgres://user:password@host:5432/database", isSecret: true, "The database."
    ) { PostgresConfiguration(url: $0, applicationName: "\(service)-service") }
    ownerDatabaseURL = .parsed(
      "\(prefix)_DATABASE_OWNER_URL", form: "a URL such as postgres://owner:password@host:5432/database", isSecret: true,
      "The same database with the role that owns and migrates it. If it is not set, one role does both."
    ) { PostgresConfiguration(url: $0, applicationName: "\(service)-service migrations") }
  }
}
