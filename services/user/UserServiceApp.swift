import Crypto
import ServiceKit
import ServiceLifecycle
import ServiceRuntime
import SharedKernel

/// Wires the parts of the user service.
struct UserServiceApp: Sendable {
  let parts: ServiceParts
  /// The command `load-demo`.
  let loadDemoAccounts: LoadDemoAccounts
  /// Sends e-mails for events.
  let mailConsumer: MailConsumer
  /// Copies revoked tokens to Redis.
  let revocationRelay: RevocationRelay
  /// Writes events to the audit log.
  let auditConsumer: AuditConsumer

  /// Hashes one password (see `LogIn.unknownAccountHash`), which takes some time.
  init(_ host: ServiceHost) async throws {
    let configuration = host.configuration
    let database = host.database
    let events = host.outbox
    let users = PostgresUsers(database: database)
    let sessions = PostgresSessionRepository(database: database)
    let audit = PostgresAuditLog(database: database)
    let singleUseTokens = PostgresSingleUseTokens(database: database)
    let mailBox = PostgresMailBox(database: database)
    let settings = configuration.settings
    let declared = UserServiceSettings()
    let mails = RedisThrottle.mails(
      perAddress: try settings.value(of: declared.mailsPerAddress), host.redis, host.logger)
    let logins = RedisThrottle.logins(
      perAddress: try settings.value(of: declared.loginFailuresPerAddress), host.redis, host.logger)
    let registrations = RedisThrottle.registrations(
      perAddress: try settings.value(of: declared.registrationsPerAddress), host.redis, host.logger)
    let revocations = PostgresTokenRevocations(database: database)
    let revoking = DurableTokenRevoker(revocations: revocations, set: host.revocations, logger: host.logger)
    let memoryKiB = try settings.value(of: declared.argon2Memory)
    let hasher = PasswordHasher(parameters: Argon2Parameters(memoryKiB: UInt32(memoryKiB), passes: 3, lanes: 4))
    let tokens = TokenIssuer(key: host.signingKey, issuer: configuration.jwtIssuer, audience: configuration.jwtAudience)
    let register = RegisterUser(
      work: database, users: users, sessions: sessions, audit: audit, events: events, hashing: hasher,
      throttle: registrations, tokens: tokens)
    let logIn = LogIn(
      work: database, users: users, sessions: sessions, audit: audit, hashing: hasher,
      throttle: logins, tokens: tokens, unknownAccountHash: try await hasher.hash(Base64URL.encode(try SecureRandom.bytes(32))))
    let sessionHandlers = SessionHandlers(
      registerUser: register, logInUser: logIn,
      refreshSession: RefreshSession(work: database, users: users, sessions: sessions, audit: audit, revoking: revoking, tokens: tokens),
      endSession: LogOut(work: database, sessions: sessions, audit: audit, revoking: revoking), idempotency: host.idempotency)
    let credentialHandlers = CredentialHandlers(
      verifyAddress: VerifyEmail(work: database, users: users, singleUseTokens: singleUseTokens, audit: audit, events: events),
      requestPasswordReset: RequestPasswordReset(work: database, events: events, throttle: mails),
      resetPassword: ResetPassword(
        work: database, users: users, sessions: sessions, singleUseTokens: singleUseTokens, revoking: revoking, audit: audit,
        hashing: hasher, throttle: logins),
      changePassword: ChangePassword(
        work: database, users: users, sessions: sessions, singleUseTokens: singleUseTokens, revoking: revoking, audit: audit,
        hashing: hasher, throttle: logins, tokens: tokens))
    let findUser = FindUser(users: users)
    let userHandlers = UserHandlers(
      findUser: findUser, listUsers: ListUsers(users: users), lookUpUsers: LookUpUsers(users: users),
      updateUser: UpdateUser(
        work: database, users: users, singleUseTokens: singleUseTokens, audit: audit, events: events, throttle: mails),
      deleteUser: DeleteUser(work: database, users: users, sessions: sessions, revoking: revoking, audit: audit, events: events))
    let apiKeys = PostgresAPIKeys(database: database)
    let apiKeyHandlers = APIKeyHandlers(
      createKey: CreateAPIKey(work: database, users: users, keys: apiKeys, audit: audit, events: events),
      revokeKey: RevokeAPIKey(work: database, keys: apiKeys, sessions: sessions, revoking: revoking, audit: audit, events: events),
      exchangeKey: ExchangeAPIKey(work: database, users: users, keys: apiKeys, sessions: sessions, tokens: tokens), keys: apiKeys)
    let grantHandlers = GrantHandlers(
      findUser: findUser,
      changeGrants: ChangeGrants(work: database, users: users, sessions: sessions, revoking: revoking, audit: audit, events: events))

    mailConsumer = MailConsumer(
      mailTokens: MailSingleUseTokens(users: users, singleUseTokens: singleUseTokens, audit: audit, transport: mailBox))
    auditConsumer = AuditConsumer(audit: audit)
    var consumers: [any Service] = [host.consumer(queue: UserQueues.audit, handler: auditConsumer.handle)]
    // The development sink is the only mail transport, so only development consumes this queue.
    if configuration.isDevelopment { consumers.append(host.consumer(queue: UserQueues.mail, handler: mailConsumer.handle)) }

    revocationRelay = RevocationRelay(revocations: revocations, set: host.revocations, logger: host.logger)
    loadDemoAccounts = LoadDemoAccounts(users: users, register: register)
    parts = ServiceParts(
      routes: UserRoutes(
        sessions: sessionHandlers, credentials: credentialHandlers, users: userHandlers, grants: grantHandlers,
        audit: AuditHandlers(audit: audit), apiKeys: apiKeyHandlers,
        mails: configuration.isDevelopment ? MailHandlers(mailBox: mailBox) : nil,
        keySet: configuration.tokenKeys.publicKeySet
      ).all,
      subscribers: UserQueues.subscribers,
      consumers: consumers,
      jobs: UserJobs.all,
      background: [revocationRelay],
      revocations: revocations)
  }
}

extension PasswordHasher: PasswordHashing {}
