import Foundation
import Postgres
import TestSupport
import Testing

@testable import ServiceStorage

@Suite(.needsPostgres) struct MigratorTests {
  private func migrate(_ files: [String: String], _ database: PostgresClient) async throws {
    try await ServiceDatabase.withFiles(files) { directory in
      try await Migrator(directory: directory, database: database, logger: ServiceDatabase.logger).run()
    }
  }

  private func applied(_ database: PostgresClient) async throws -> [Int] {
    try await database.query("SELECT version FROM schema_migrations ORDER BY version").map { try $0.get("version") }
  }

  @Test func runsFilesOnceInOrder() async throws {
    try await ServiceDatabase.with { database in
      let first = [
        "0001_a.sql": "CREATE TABLE a (x int);", "0002_b.sql": "ALTER TABLE a ADD y int; INSERT INTO a VALUES (1, 2);", "notes.txt": "?",
      ]
      try await migrate(first, database)
      try await migrate(first, database)
      try await migrate(first.merging(["0003_c.sql": "INSERT INTO a VALUES (3, 4);"]) { $1 }, database)
      #expect(try await applied(database) == [1, 2, 3])
      #expect(try await database.query("SELECT count(*) AS n FROM a").first?.get("n", as: Int.self) == 2)
    }
  }

  @Test func refusesAChangedFile() async throws {
    try await ServiceDatabase.with { database in
      try await migrate(["0001_a.sql": "SELECT 1;"], database)
      let error = await #expect(throws: MigrationError.self) { try await migrate(["0001_a.sql": "SELECT 2;"], database) }
      #expect(error?.message.contains("0001_a.sql has changed") == true)
    }
  }

  @Test func refusesAFileThatComesTooLate() async throws {
    try await ServiceDatabase.with { database in
      try await migrate(["0002_b.sql": "SELECT 2;"], database)
      let error = await #expect(throws: MigrationError.self) {
        try await migrate(["0001_a.sql": "SELECT 1;", "0002_b.sql": "SELECT 2;"], database)
      }
      #expect(error?.message.contains("0001_a.sql comes before 0002_b.sql") == true)
    }
  }

  @Test func onlyReadsWhenNoMigrationIsDue() async throws {
    try await ServiceDatabase.with { database in
      let files = ["0001_a.sql": "CREATE TABLE a (x int);", "0002_b.sql": "CREATE TABLE b (x int);"]
      try await migrate(files, database)
      try await database.withSession { session in
        try await session.runScript(
          "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$")
      }
      try await migrate(files, database)
      // The previous version of the program with the current database.
      try await migrate(["0001_a.sql": "CREATE TABLE a (x int);"], database)
      await #expect(throws: (any Error).self) {
        try await migrate(files.merging(["0003_c.sql": "CREATE TABLE c (x int);"]) { $1 }, database)
      }
      #expect(try await applied(database) == [1, 2])
    }
  }

  @Test func replacesTheRoleOfTheRunningService() async throws {
    try await ServiceDatabase.with { database in
      try await ServiceDatabase.withFiles(["0001_a.sql": #"CREATE TABLE names AS SELECT $$:role$$ AS name;"#]) { directory in
        try await Migrator(directory: directory, database: database, role: #"Odd "role""#, logger: ServiceDatabase.logger).run()
      }
      #expect(try await database.query("SELECT name FROM names")[0].get("name") == #""Odd ""role""""#)
    }
  }

  @Test func rollsBackAFailedFileAndReportsItsName() async throws {
    try await ServiceDatabase.with { database in
      let error = await #expect(throws: MigrationError.self) {
        try await migrate(["0001_a.sql": "CREATE TABLE a (x int);", "0002_b.sql": "CREATE TABLE b (x int); SELECT nonsense;"], database)
      }
      #expect(error?.message.contains("0002_b.sql failed") == true)
      #expect(try await applied(database) == [1])
      #expect(try await database.query("SELECT to_regclass('b')::text AS b").first?.get("b", as: String?.self) == .some(nil))
      try await migrate(["0001_a.sql": "CREATE TABLE a (x int);", "0002_b.sql": "CREATE TABLE b (x int);"], database)
      #expect(try await applied(database) == [1, 2])
    }
  }

  @Test func revertsTheNewestFile() async throws {
    try await ServiceDatabase.with { database in
      let files = ["0001_a.sql": "CREATE TABLE a (x int);", "0002_b.sql": "CREATE TABLE b (x int);"]
      try await migrate(files, database)
      try await ServiceDatabase.withFiles(files) { directory in
        try FileManager.default.createDirectory(atPath: directory + "/down", withIntermediateDirectories: true)
        try Data("DROP TABLE b;".utf8).write(to: URL(filePath: directory + "/down/0002_b.down.sql"))
        let migrator = Migrator(directory: directory, database: database, logger: ServiceDatabase.logger)
        try await migrator.undoLast()
        #expect(try await applied(database) == [1])
        #expect(try await database.query("SELECT to_regclass('b')::text AS b").first?.get("b", as: String?.self) == .some(nil))
        let error = await #expect(throws: MigrationError.self) { try await migrator.undoLast() }
        #expect(error?.message.contains("0001_a.down.sql") == true)
        try await migrator.run()
        #expect(try await applied(database) == [1, 2])
      }
    }
  }

  @Test func concurrentStartsMigrateOnce() async throws {
    try await ServiceDatabase.with { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { try await migrate(["0001_a.sql": "CREATE TABLE a (x int);"], database) } }
        try await group.waitForAll()
      }
      #expect(try await applied(database) == [1])
    }
  }

  @Test(arguments: [["1_a.sql": ""], ["0001_a.sql": "", "0001_b.sql": ""], ["x.sql": ""]])
  func refusesInvalidNames(_ files: [String: String]) async throws {
    try await ServiceDatabase.withFiles(files) { directory in
      _ = #expect(throws: MigrationError.self) { try MigrationFile.all(in: directory) }
    }
  }
}
