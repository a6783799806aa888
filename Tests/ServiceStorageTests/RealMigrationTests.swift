import Foundation
import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import ServiceStorage

/// The migrations of the three services, up and down.
@Suite(.needsPostgres) struct RealMigrationTests {
  static let services = ["user", "order", "payment"]

  private static func directory(_ service: String) -> String {
    URL(filePath: #filePath).appending(path: "../../../migrations/\(service)").standardized.path
  }

  /// Every column, constraint, index, trigger, function and grant of the schema, as text.
  private static func schema(_ database: PostgresClient) async throws -> [String] {
    let rows = try await database.query(
      """
      SELECT line FROM (
        SELECT 'column ' || concat_ws(' ', table_name, column_name, data_type, numeric_precision, numeric_scale, is_nullable, column_default)
          AS line FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'constraint ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'grant ' || concat_ws(' ', table_name, privilege_type) FROM information_schema.role_table_grants
          WHERE table_schema = 'public' AND grantee LIKE 'kit_role_%'
      ) AS lines WHERE line NOT LIKE '%schema_migrations%' ORDER BY line
      """)
    return try rows.map { try $0.get("line") }
  }

  /// A new database, and a role without privileges.
  private static func withRole(_ body: @Sendable (PostgresClient, String) async throws -> Void) async throws {
    try await ServiceDatabase.with { database in
      let role = "kit_role_" + EntityID.make().description.replacing("-", with: "")
      try await database.withSession { try await $0.runScript("CREATE ROLE \(role)") }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(database, role)) } catch { outcome = .failure(error) }
      try await database.withSession { try await $0.runScript("DROP OWNED BY \(role); DROP ROLE \(role)") }
      try outcome.get()
    }
  }

  @Test(arguments: services) func everyDownFileRevertsItsMigration(service: String) async throws {
    let directory = Self.directory(service)
    let files = try MigrationFile.all(in: directory)
    try await Self.withRole { database, role in
      // The schema after each migration.
      var after = [try await Self.schema(database)]
      for count in 1...files.count {
        let some = Dictionary(uniqueKeysWithValues: files.prefix(count).map { ($0.name, $0.text) })
        try await ServiceDatabase.withFiles(some) {
          try await Migrator(directory: $0, database: database, role: role, logger: ServiceDatabase.logger).run()
        }
        after.append(try await Self.schema(database))
      }
      let migrator = Migrator(directory: directory, database: database, role: role, logger: ServiceDatabase.logger)
      for count in (0..<files.count).reversed() {
        try await migrator.undoLast()
        #expect(try await Self.schema(database) == after[count], "\(files[count].name) is not undone")
      }
      try await migrator.run()
      #expect(try await Self.schema(database) == after[files.count])
    }
  }
}
