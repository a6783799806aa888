import Foundation
import TestSupport
import Testing

extension WholeChain {
  /// The privileges of the services' roles in Postgres: only what their work needs, only in their own database.
  @Suite struct DatabaseRoles {
    static let services = ["user_service", "order_service", "payment_service"]

    private func answer(_ sql: String) async throws -> String {
      try await Command.output("psql", ["-X", "-At", "-c", sql, TestStack.postgresURL ?? ""])
    }

    @Test(arguments: services)
    func haveNoPrivilegesOnTheServer(role: String) async throws {
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

    /// The privileges of each role for each table: select, insert, update, delete.
    static let privileges = [
      "user_service": [
        "api_keys": "INSERT SELECT UPDATE", "audit_log": "INSERT SELECT", "idempotency_keys": "DELETE INSERT SELECT UPDATE",
        "inbox": "DELETE INSERT SELECT",
        "mails": "DELETE INSERT SELECT", "outbox": "DELETE INSERT SELECT UPDATE", "schema_migrations": "SELECT",
        "sessions": "DELETE INSERT SELECT UPDATE", "single_use_tokens": "DELETE INSERT SELECT UPDATE",
        "token_revocations": "DELETE INSERT SELECT UPDATE", "users": "INSERT SELECT UPDATE",
      ],
      "order_service": [
        "deleted_users": "INSERT SELECT", "failed_payments": "INSERT SELECT", "idempotency_keys": "DELETE INSERT SELECT UPDATE",
        "inbox": "DELETE INSERT SELECT",
        "order_items": "INSERT SELECT", "orders": "INSERT SELECT UPDATE", "outbox": "DELETE INSERT SELECT UPDATE",
        "schema_migrations": "SELECT",
      ],
      "payment_service": [
        "idempotency_keys": "DELETE INSERT SELECT UPDATE", "inbox": "DELETE INSERT SELECT", "known_orders": "INSERT SELECT UPDATE",
        "outbox": "DELETE INSERT SELECT UPDATE", "payments": "INSERT SELECT UPDATE", "refunds": "INSERT SELECT UPDATE",
        "schema_migrations": "SELECT",
      ],
    ]

    @Test(arguments: services)
    func mayDoWithEachTableWhatTheServiceDoes(role: String) async throws {
      let grants = """
        SELECT relname || ' ' || coalesce(string_agg(privilege_type, ' ' ORDER BY privilege_type), '') FROM pg_class
        LEFT JOIN LATERAL aclexplode(relacl) ON grantee = '\(role)'::regrole
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY relname ORDER BY relname
        """
      let expected = try #require(Self.privileges[role]).map { "\($0) \($1)" }.sorted().joined(separator: "\n")
      #expect(try await DatabaseRows.answer(grants, in: role) == expected)
    }

    @Test(arguments: services)
    func ownNothing(role: String) async throws {
      let owned = """
        SELECT (SELECT count(*) FROM pg_class WHERE relowner = '\(role)'::regrole) + (SELECT count(*) FROM pg_proc WHERE proowner = '\(role)'::regrole)
          + (SELECT count(*) FROM pg_database WHERE datdba = '\(role)'::regrole)
        """
      #expect(try await DatabaseRows.answer(owned, in: role) == "0")
      let creation =
        "has_schema_privilege('\(role)', 'public', 'CREATE') OR has_database_privilege('\(role)', '\(role)', 'CREATE, TEMPORARY')"
      #expect(try await DatabaseRows.answer("SELECT \(creation)", in: role) == "f")
    }

    @Test(arguments: [
      ("USER", "CREATE TABLE t (n int)"), ("USER", "CREATE TEMPORARY TABLE t (n int)"), ("USER", "DROP TABLE users"),
      ("USER", "ALTER TABLE audit_log DISABLE TRIGGER ALL"), ("USER", "UPDATE audit_log SET action = 'x'"),
      ("USER", "DELETE FROM audit_log"),
      ("USER", "TRUNCATE audit_log"), ("USER", "DELETE FROM users"), ("USER", "UPDATE schema_migrations SET checksum = 'x'"),
      ("ORDER", "DELETE FROM orders"), ("ORDER", "UPDATE order_items SET quantity = 1"), ("PAYMENT", "DELETE FROM payments"),
      ("PAYMENT", "DELETE FROM refunds"), ("PAYMENT", "DROP INDEX one_live_payment_per_order"),
    ])
    func rejectsInvalidRequests(service: String, statement: String) async throws {
      let file = try String(contentsOfFile: "\(TestStack.directory ?? "")/env", encoding: .utf8)
      let line = try #require(file.split(separator: "\n").first { $0.hasPrefix("\(service)_DATABASE_URL=") })
      let refusal = try await Command.run("psql", ["-X", "-c", statement, String(line.drop { $0 != "=" }.dropFirst())])
      #expect(refusal.status == 1)
      #expect(refusal.output.contains("permission denied") || refusal.output.contains("must be owner"), "\(refusal.output)")
    }

    @Test func takeOverADatabaseOfOneRole() async throws {
      let url = try #require(TestStack.postgresURL)
      let name = "roles_\(unique())"
      let password = "word"
      _ = try await answer("CREATE ROLE \(name) LOGIN PASSWORD '\(password)'")
      _ = try await answer("CREATE DATABASE \(name) OWNER \(name)")
      let own = url.replacing(/\/\/[^@]*@/, with: "//\(name):\(password)@").replacing(/\/[^\/]*$/, with: "/\(name)")
      _ = try await Command.output("psql", ["-X", "-c", "CREATE TABLE kept AS SELECT 1 AS n", own])
      let script = Repository.url("deploy/postgres/roles.sql").path
      let variables = [
        "database=\(name)", "owner=\(name)_owner", "owner_password=\(password)", "role=\(name)", "role_password=\(password)",
      ]
      for _ in 1...2 {
        _ = try await Command.output(
          "psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script] + variables.flatMap { ["-v", $0] } + [url])
      }
      let entered = try await Command.output("psql", ["-X", "-At", "-c", "SELECT CURRENT_USER", own])
      let read = try await Command.run("psql", ["-X", "-At", "-c", "SELECT n FROM kept", own])
      let owned = try await Command.output(
        "psql", ["-X", "-At", "-c", "SELECT n FROM kept", own.replacing("//\(name):", with: "//\(name)_owner:")])
      _ = try await answer("DROP DATABASE \(name) WITH (FORCE)")
      for role in [name, name + "_owner"] { _ = try await answer("DROP ROLE \(role)") }
      #expect(entered == name && owned == "1")
      #expect(read.output.contains("permission denied"))
    }

    @Test(arguments: services)
    func endIdleTransactions(role: String) async throws {
      let settings = try await answer("SELECT array_to_string(rolconfig, ' ') FROM pg_roles WHERE rolname = '\(role)'")
      #expect(settings.contains("idle_in_transaction_session_timeout=60s") && settings.contains("lock_timeout=30s"))
    }
  }
}
