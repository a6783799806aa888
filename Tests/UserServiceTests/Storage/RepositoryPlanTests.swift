import Authentication
import Postgres
import ServiceRuntime
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// Runs every statement of the service's storage on tables of 100,000 rows until Postgres uses a generic plan, and rejects
/// sequential scans.
@Suite(.needsPostgres, .needsRedis, .serialized) struct RepositoryPlanTests {
  static let rows = """
    SET session_replication_role = replica;  -- no look-ups of foreign keys
    INSERT INTO users (id, email, password_hash, first_name, last_name, roles, created_at, updated_at)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'u' || n || '@example.com', 'h', 'Ada', 'Test',
      CASE WHEN n % 1000 = 0 THEN '{admin}' ELSE '{customer}' END::text[], now() - n * interval '1 minute', now()
    FROM generate_series(1, 100000) AS n;
    INSERT INTO sessions (token_hash, family_id, user_id, access_token_id, access_expires_at, created_at, expires_at)
    SELECT 't' || row_number() OVER (), id, id, 'a', created_at, created_at, now() - interval '25 hours' + row_number() OVER () * interval '1 minute'
    FROM users;
    INSERT INTO single_use_tokens (token_hash, purpose, user_id, email, created_at, expires_at)
    SELECT token_hash, 'verify_email', user_id, 'a@example.com', created_at, expires_at FROM sessions;
    INSERT INTO token_revocations (token_id, revoked_at, expires_at, relayed_at)
    SELECT 't' || n, now(), now() - interval '20 minutes' + n * interval '1 minute', CASE WHEN n % 1000 > 0 THEN now() END
    FROM generate_series(1, 100000) AS n;
    INSERT INTO api_keys (id, user_id, name, key_hash, prefix, scopes, created_at, expires_at)
    SELECT id, id, 'n', email, 'p', '{}', created_at, now() + interval '1 day' FROM users;
    INSERT INTO mails (id, recipient, subject, body, created_at)
    SELECT id, email, 's', 'b', now() - interval '169 hours' + row_number() OVER () * interval '1 minute' FROM users;
    INSERT INTO audit_log (actor_id, action, subject_id, occurred_at)
    SELECT id, CASE WHEN row_number() OVER () % 100 = 0 THEN 'user.login_failed' ELSE 'user.logged_in' END, id, created_at FROM users;
    """
  static let tables = ["users", "sessions", "single_use_tokens", "token_revocations", "api_keys", "mails", "audit_log"]

  @Test func noStatementReadsAWholeTable() async throws {
    try await UserServiceFixture.with(environment: StatementPlans.settings) { service in
      let database = service.host.database
      try await database.withSession { session in
        try await session.runScript(Self.rows)
        for table in Self.tables { try await session.runScript("VACUUM ANALYZE \(table)") }
      }
      let plans = StatementPlans(database, tables: Self.tables)
      let id = try #require(EntityID("00000000-0000-7000-8000-000000000007"))
      try await checkUsers(plans, PostgresUsers(database: database), id)
      try await checkSessions(plans, PostgresSessionRepository(database: database), id)
      try await checkTokens(plans, PostgresSingleUseTokens(database: database), id)
      try await checkRevocations(plans, PostgresTokenRevocations(database: database))
      try await checkAPIKeys(plans, PostgresAPIKeys(database: database), id)
      try await checkLogAndMails(plans, database, id)
      for job in UserJobs.all { try await plans.check(job.name) { _ = try await job.runOnce(on: database) } }
      let forgotten = try plans.forgotten(in: "services/user/Storage")
      #expect(forgotten == [])
    }
  }

  private func checkUsers(_ plans: StatementPlans, _ users: PostgresUsers, _ id: EntityID) async throws {
    let user = try #require(try await users.find(id))
    for sort in UserSort.allCases {
      // The total without a filter scans the table once per list; the page does not.
      try await plans.check("list by \(sort)", wholeTables: 1) { _ = try await users.list(UserFilter(), sort: sort, page: Page()) }
      try await plans.check("administrators by \(sort)") { _ = try await users.list(UserFilter(role: .admin), sort: sort, page: Page()) }
    }
    try await plans.check("find") { _ = try await users.find(id) }
    try await plans.check("find many") { _ = try await users.find([id, .make()]) }
    try await plans.check("lock") { _ = try await users.lock(id) }
    try await plans.check("lockedPasswordHash") { _ = try await users.lockedPasswordHash(of: id) }
    try await plans.check("credentials") { _ = try await users.credentials(for: user.email) }
    try await plans.check("save") { try await users.save(user) }
    try await plans.check("save the hash") { try await users.save(passwordHash: "h", of: id) }
    try await plans.check("add") {
      let email = EmailAddress(stored: "\(EntityID.make())@example.com")
      try await users.add(User.register(email: email, firstName: "A", lastName: "B", now: .now), passwordHash: "h")
    }
    try await plans.check("delete") { try await users.delete(.make(), at: .now) }
  }

  private func checkSessions(_ plans: StatementPlans, _ sessions: PostgresSessionRepository, _ id: EntityID) async throws {
    try await plans.check("add") {
      try await sessions.add(
        Session(
          tokenHash: EntityID.make().description, familyID: id, userID: id, accessToken: AccessTokenReference(id: "a", expiresAt: .now),
          createdAt: .now, expiresAt: .now))
    }
    try await plans.check("lock") { try await sessions.lock(id) }
    try await plans.check("claim") { _ = try await sessions.claim("t9", at: .now) }
    try await plans.check("origin") { _ = try await sessions.origin(of: "t9") }
    try await plans.check("revoke a family") { _ = try await sessions.revoke(family: id, at: .now) }
    try await plans.check("revoke all") { _ = try await sessions.revokeAll(of: id, at: .now) }
    try await plans.check("access tokens") { _ = try await sessions.accessTokens(of: id, at: .now) }
  }

  private func checkTokens(_ plans: StatementPlans, _ tokens: PostgresSingleUseTokens, _ id: EntityID) async throws {
    let email = EmailAddress(stored: "a@example.com")
    try await plans.check("add") {
      try await tokens.add(
        SingleUseToken(tokenHash: EntityID.make().description, purpose: .resetPassword, userID: id, email: email, createdAt: .now))
    }
    try await plans.check("isGood") { _ = try await tokens.isGood("t9", for: .verifyEmail, at: .now) }
    try await plans.check("isSent") { _ = try await tokens.isSent(.verifyEmail, to: id, email, at: .now) }
    try await plans.check("claim") { _ = try await tokens.claim("t9", for: .verifyEmail, at: .now) }
    try await plans.check("void") { try await tokens.void(.verifyEmail, of: id, at: .now) }
  }

  private func checkRevocations(_ plans: StatementPlans, _ revocations: PostgresTokenRevocations) async throws {
    try await plans.check("isRevoked") { _ = try await revocations.isRevoked("t7", token: "") }
    try await plans.check("insert") {
      try await revocations.insert([AccessTokenReference(id: "\(EntityID.make())", expiresAt: .now)], at: .now)
    }
    try await plans.check("unrelayed") { _ = try await revocations.unrelayed(limit: 10) }
    try await plans.check("markRelayed") { try await revocations.markRelayed([RevokedToken(id: "t7", expiresAt: .now)], at: .now) }
    // A rebuild copies all.
    try await plans.check("all", wholeTables: 1) { _ = try await revocations.all() }
  }

  private func checkAPIKeys(_ plans: StatementPlans, _ keys: PostgresAPIKeys, _ id: EntityID) async throws {
    try await plans.check("add") {
      let key = APIKey(id: .make(), userID: id, name: "n", prefix: "p", scopes: [], createdAt: .now, expiresAt: .now)
      try await keys.add(key, hash: key.id.description)
    }
    try await plans.check("count") { _ = try await keys.count(of: id, at: .now) }
    try await plans.check("list") { _ = try await keys.list(of: id, page: Page()) }
    try await plans.check("lock by id") { _ = try await keys.lock(id) }
    try await plans.check("lock by hash") { _ = try await keys.lock(hash: "u7@example.com", at: .now) }
    try await plans.check("note a use") { try await keys.noteUse(of: id, at: .now) }
    try await plans.check("revoke") { try await keys.revoke(id, at: .now) }
  }

  private func checkLogAndMails(_ plans: StatementPlans, _ database: PostgresClient, _ id: EntityID) async throws {
    let audit = PostgresAuditLog(database: database)
    try await plans.check("record") { try await audit.record(.loggedIn, actor: id, subject: id, at: .now) }
    try await plans.check("the whole log", wholeTables: 1) { _ = try await audit.list(AuditQuery()) }
    for query in [
      AuditQuery(action: .loginFailed), AuditQuery(actorID: id), AuditQuery(subjectID: id), AuditQuery(action: .loggedIn, actorID: id),
      AuditQuery(action: .loggedIn, actorID: id, subjectID: id),
    ] {
      try await plans.check("\(query)") { _ = try await audit.list(query) }
    }
    let mails = PostgresMailBox(database: database)
    try await plans.check("all e-mails", wholeTables: 1) { _ = try await mails.list(recipient: nil, page: Page()) }
    try await plans.check("e-mails") { _ = try await mails.list(recipient: EmailAddress(stored: "u7@example.com"), page: Page()) }
    try await plans.check("send") {
      try await mails.send(
        Mail(id: .make(), recipient: EmailAddress(stored: "u7@example.com"), subject: "s", body: "b", createdAt: .now))
    }
  }
}
