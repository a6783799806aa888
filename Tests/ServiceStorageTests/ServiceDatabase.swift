import Foundation
import Postgres
import SharedKernel
import Sockets
import TestSupport
import Testing

@testable import ServiceStorage

/// A new database on the test server, dropped afterwards.
enum ServiceDatabase {
  static let logger = TestDatabase.silentLogger

  static func with<Result: Sendable>(_ body: @Sendable (PostgresClient) async throws -> Result) async throws -> Result {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    return try await TestDatabase.with { url in
      let database = PostgresClient(try #require(PostgresConfiguration(url: url)), group: group, logger: logger)
      return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await database.run() }
        defer { tasks.cancelAll() }
        return try await body(database)
      }
    }
  }

  /// A directory of migration files, removed afterwards.
  static func withFiles<Result>(_ files: [String: String], _ body: (String) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "migrations-\(EntityID.make())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files { try Data(text.utf8).write(to: directory.appending(path: name)) }
    return try await body(directory.path)
  }
}
