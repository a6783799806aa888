import Foundation
import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import ServiceStorage

/// Runs the programs of the services, as `make migrate-up` and `make migrate-down` do.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct MigrationCommandTests {
  static let services = ["user", "order", "payment"]

  private static func run(_ service: String, _ word: String, on database: String) async throws -> Command {
    let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let migrations = URL(filePath: #filePath).appending(path: "../../../migrations").standardized.path
    return try await Command.run(
      folder.appending(path: "\(service)-service").path, [word],
      environment: [
        "TRELLIS_ENV": "development", "EVENT_LOOPS": "1", "LOG_LEVEL": "info", "MIGRATIONS_DIR": migrations,
        "JWT_SECRET": String(repeating: "s", count: 64), "REDIS_URL": "redis://127.0.0.1:1/0", "RABBITMQ_URL": "amqp://u:p@127.0.0.1:1/%2f",
        "\(service.uppercased())_DATABASE_URL": (TestStack.postgresURL ?? "").replacing(/\/[^\/]*$/, with: "/" + database),
        "\(service.uppercased())_DATABASE_OWNER_URL": "",
      ])
  }

  @Test(arguments: services) func migrateUpAndDown(service: String) async throws {
    let files = try MigrationFile.all(in: URL(filePath: #filePath).appending(path: "../../../migrations/\(service)").standardized.path)
    try await ServiceDatabase.with { database in
      let name = try await database.query("SELECT current_database() AS name")[0].get("name", as: String.self)
      func applied() async throws -> Int { try await database.query("SELECT count(*) AS n FROM schema_migrations")[0].get("n") }
      for (word, count) in [
        ("migrate", files.count), ("migrate", files.count), ("migrate-down", files.count - 1), ("migrate", files.count),
      ] {
        let command = try await Self.run(service, word, on: name)
        #expect(command.status == 0, "\(word): \(command.output)")
        #expect(try await applied() == count, "\(word)")
      }
      #expect(try await Self.run(service, "migrate-sideways", on: name).status == 64)
    }
  }
}
