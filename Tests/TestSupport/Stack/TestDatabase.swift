import Logging
import Postgres
import Sockets

/// A database of its own on the test server, which exists while a test runs.
public enum TestDatabase {
  /// A logger that writes nothing.
  public static let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Creates an empty database, passes its URL to the body, and drops the database afterwards, also if the body throws.
  public static func with<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ body: (_ url: String) async throws -> Value
  ) async throws -> Value {
    guard let server = TestStack.postgresURL, let slash = server.lastIndex(of: "/"), let configuration = PostgresConfiguration(url: server)
    else { throw MissingServer() }
    let name = "trellis_test_\(UInt64.random(in: 0 ... .max))"
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let admin = PostgresClient(configuration, group: group, logger: silentLogger)
    try await admin.withSession { try await $0.runScript("CREATE DATABASE \(name)") }
    let outcome: Result<Value, any Error>
    do { outcome = .success(try await body(server[..<slash] + "/" + name)) } catch { outcome = .failure(error) }
    try await admin.withSession { try await $0.runScript("DROP DATABASE \(name) WITH (FORCE)") }
    return try outcome.get()
  }

  private struct MissingServer: Error, CustomStringConvertible {
    let description = "TRELLIS_TEST_POSTGRES_URL is not set or not a URL"
  }
}
