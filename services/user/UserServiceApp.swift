import Crypto
import Messaging
import RabbitMQ
import ServiceKit
import SharedKernel

/// The user service, put together: the only file that sees all of it.
struct UserServiceApp: Sendable {
  /// What the host runs.
  let parts: ServiceParts
  /// What `load-demo` does.
  let loadDemoAccounts: LoadDemoAccounts

  /// Hashes one password, for the accounts that do not exist, and so takes a moment.
  init(_ host: ServiceHost) async throws {
    let configuration = host.configuration
    guard let broker = RabbitMQConfiguration(url: configuration.rabbitmqURL, connectionName: "user-service") else {
      throw ConfigurationError(variable: "RABBITMQ_URL", problem: "must be a URL such as amqp://user:password@host:5672/%2f")
    }
    let rabbitmq = try RabbitMQClient(configuration: broker, logger: host.logger)
    let database = host.database
    let outbox = Outbox(database: database, source: "user-service")
    let users = PostgresUsers(database: database)
    let sessions = PostgresSessions(database: database)
    let audit = PostgresAuditLog(database: database)
    let revoking = ListedTokenRevoking(list: host.revocations, logger: host.logger)
    let hasher = PasswordHasher(
      parameters: Argon2Parameters(memoryKiB: UInt32(clamping: configuration.argon2MemoryKiB), passes: 3, lanes: 4))
    let tokens = TokenIssuer(key: host.signingKey, issuer: configuration.jwtIssuer, audience: configuration.jwtAudience)
    let register = RegisterUser(
      work: database, users: users, sessions: sessions, audit: audit, outbox: outbox, hashing: hasher, tokens: tokens)
    let logIn = LogIn(
      work: database, users: users, sessions: sessions, audit: audit, hashing: hasher,
      throttle: RedisLoginThrottle(redis: host.redis, logger: host.logger), tokens: tokens,
      unknownAccountHash: try await hasher.hash(Base64URL.encode(try SecureRandom.bytes(32))))
    let sessionHandlers = SessionHandlers(
      registerUser: register, logInUser: logIn,
      refreshSession: RefreshSession(work: database, users: users, sessions: sessions, revoking: revoking, tokens: tokens),
      endSession: LogOut(work: database, sessions: sessions, revoking: revoking))
    let userHandlers = UserHandlers(
      users: users, updateUser: UpdateUser(work: database, users: users, audit: audit, outbox: outbox),
      deleteUser: DeleteUser(work: database, users: users, sessions: sessions, revoking: revoking, audit: audit, outbox: outbox))

    loadDemoAccounts = LoadDemoAccounts(users: users, register: register)
    parts = ServiceParts(
      routes: UserRoutes(sessions: sessionHandlers, users: userHandlers).all,
      background: [
        rabbitmq, OutboxRelay(database: database, rabbitmq: rabbitmq, logger: host.logger),
        SessionSweeper(database: database, logger: host.logger),
      ],
      checks: [HealthCheck("rabbitmq") { rabbitmq.isConnected }])
  }
}

extension PasswordHasher: PasswordHashing {}
