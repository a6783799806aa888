import Crypto
import Foundation
import HTTPCore
import Logging
import Postgres
import ProcessKit
import SharedKernel
import Sockets
import TestSupport

@testable import ServiceStorage

/// A new database on the test server, dropped afterwards.
enum ServiceDatabase {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func with<Result: Sendable>(_ body: @Sendable (PostgresClient) async throws -> Result) async throws -> Result {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let name = "kit_" + EntityID.make().description.replacing("-", with: "")
    let base = TestStack.postgresURL ?? ""
    guard let slash = base.lastIndex(of: "/"), let admin = PostgresConfiguration(url: base),
      let own = PostgresConfiguration(url: base[..<slash] + "/" + name)
    else { throw MigrationError("TRELLIS_TEST_POSTGRES_URL is not a URL") }
    let server = PostgresClient(admin, group: group, logger: logger)
    try await server.withSession { try await $0.runScript("CREATE DATABASE \(name)") }
    let database = PostgresClient(own, group: group, logger: logger)
    let outcome = await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try? await database.run() }
      defer { tasks.cancelAll() }
      do { return Swift.Result<Result, any Error>.success(try await body(database)) } catch { return .failure(error) }
    }
    try await server.withSession { try await $0.runScript("DROP DATABASE \(name) WITH (FORCE)") }
    return try outcome.get()
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
