import TestSupport
import Testing

extension WholeChain {
  /// What the services' roles may do in Postgres: everything in their own database, and nothing else.
  @Suite struct DatabaseRoles {
    static let services = ["user_service", "order_service", "payment_service"]

    private func answer(_ sql: String) async throws -> String {
      try await Command.output("psql", ["-X", "-At", "-c", sql, TestStack.postgresURL ?? ""])
    }

    @Test(arguments: services)
    func haveNoPowerOverTheServer(role: String) async throws {
      let flags = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
      #expect(try await answer("SELECT \(flags) FROM pg_roles WHERE rolname = '\(role)'") == "f")
      #expect(try await answer("SELECT count(*) FROM pg_auth_members WHERE member = '\(role)'::regrole") == "0")
      #expect(try await answer("SELECT rolconnlimit > 0 FROM pg_roles WHERE rolname = '\(role)'") == "t")
    }

    @Test(arguments: services)
    func enterNoDatabaseButTheirOwn(role: String) async throws {
      let enterable = """
        SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database
        WHERE datallowconn AND has_database_privilege('\(role)', datname, 'CONNECT')
          AND datname IN ('user_service', 'order_service', 'payment_service', 'postgres', 'template1')
        """
      #expect(try await answer(enterable) == role)
    }

    @Test(arguments: services)
    func endTransactionsThatNobodyEnds(role: String) async throws {
      let settings = try await answer("SELECT array_to_string(rolconfig, ' ') FROM pg_roles WHERE rolname = '\(role)'")
      #expect(settings.contains("idle_in_transaction_session_timeout=60s") && settings.contains("lock_timeout=30s"))
    }
  }
}
