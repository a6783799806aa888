import Crypto
import Messaging
import ServiceKit
import ServiceRuntime
import SharedKernel

/// The user service, put together: the only file that sees all of it.
struct UserServiceApp: Sendable {
  /// What the host runs.
  let parts: ServiceParts
  /// What `load-demo` does.
  let loadDemoAccounts: LoadDemoAccounts
  /// What turns events into letters.
  let mailConsumer: MailConsumer
  /// What turns events into lines of the audit log.
  let auditConsumer: AuditConsumer

  /// Hashes one password, for the accounts that do not exist, and so takes a moment.
  init(_ host: ServiceHost) async throws {
    let configuration = host.configuration
    let database = host.database
    let outbox = Outbox(database: database, source: "user-service")
    let users = PostgresUsers(database: database)
    let sessions = PostgresSessions(database: database)
    let audit = PostgresAuditLog(database: database)
    let singleUseTokens = PostgresSingleUseTokens(database: database)
    let mailBox = PostgresMailBox(database: database)
    let logins = RedisThrottle.logins(host.redis, host.logger)
    let revoking = ListedTokenRevoking(list: host.revocations, logger: host.logger)
    let hasher = PasswordHasher(
      parameters: Argon2Parameters(memoryKiB: UInt32(clamping: configuration.argon2MemoryKiB), passes: 3, lanes: 4))
    let tokens = TokenIssuer(key: host.signingKey, issuer: configuration.jwtIssuer, audience: configuration.jwtAudience)
    let register = RegisterUser(
      work: database, users: users, sessions: sessions, audit: audit, outbox: outbox, hashing: hasher, tokens: tokens)
    let logIn = LogIn(
      work: database, users: users, sessions: sessions, audit: audit, hashing: hasher,
      throttle: logins, tokens: tokens, unknownAccountHash: try await hasher.hash(Base64URL.encode(try SecureRandom.bytes(32))))
    let sessionHandlers = SessionHandlers(
      registerUser: register, logInUser: logIn,
      refreshSession: RefreshSession(work: database, users: users, sessions: sessions, audit: audit, revoking: revoking, tokens: tokens),
      endSession: LogOut(work: database, sessions: sessions, audit: audit, revoking: revoking), idempotency: host.idempotency)
    let credentialHandlers = CredentialHandlers(
      verifyAddress: VerifyEmail(work: database, users: users, singleUseTokens: singleUseTokens, audit: audit, outbox: outbox),
      requestPasswordReset: RequestPasswordReset(work: database, outbox: outbox, throttle: RedisThrottle.mails(host.redis, host.logger)),
      resetPassword: ResetPassword(
        work: database, users: users, sessions: sessions, singleUseTokens: singleUseTokens, revoking: revoking, audit: audit,
        hashing: hasher, throttle: logins),
      changePassword: ChangePassword(
        work: database, users: users, sessions: sessions, singleUseTokens: singleUseTokens, revoking: revoking, audit: audit,
        hashing: hasher, throttle: logins, tokens: tokens))
    let findUser = FindUser(users: users)
    let userHandlers = UserHandlers(
      findUser: findUser, listUsers: ListUsers(users: users), lookUpUsers: LookUpUsers(users: users),
      updateUser: UpdateUser(work: database, users: users, audit: audit, outbox: outbox),
      deleteUser: DeleteUser(work: database, users: users, sessions: sessions, revoking: revoking, audit: audit, outbox: outbox))
    let grantHandlers = GrantHandlers(
      findUser: findUser,
      changeGrants: ChangeGrants(work: database, users: users, sessions: sessions, revoking: revoking, audit: audit, outbox: outbox))

    mailConsumer = MailConsumer(
      mailTokens: MailSingleUseTokens(users: users, singleUseTokens: singleUseTokens, audit: audit, transport: mailBox))
    auditConsumer = AuditConsumer(audit: audit)
    var consumers = [
      EventConsumer(.userAudit, database: database, rabbitmq: host.rabbitmq, logger: host.logger, handler: auditConsumer.handle)
    ]
    // Letters end in the sink, and there is no other transport yet: outside of development nobody takes them from the events.
    if configuration.isDevelopment {
      consumers.append(
        EventConsumer(.userMail, database: database, rabbitmq: host.rabbitmq, logger: host.logger, handler: mailConsumer.handle))
    }

    loadDemoAccounts = LoadDemoAccounts(users: users, register: register)
    parts = ServiceParts(
      routes: UserRoutes(
        sessions: sessionHandlers, credentials: credentialHandlers, users: userHandlers, grants: grantHandlers,
        audit: AuditHandlers(audit: audit), mails: configuration.isDevelopment ? MailHandlers(mailBox: mailBox) : nil
      ).all,
      consumers: consumers,
      jobs: UserJobs.all)
  }
}

extension PasswordHasher: PasswordHashing {}
