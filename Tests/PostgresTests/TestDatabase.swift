import Logging
import Sockets
import TestSupport
import Testing

@testable import Postgres

/// Runs the body with a running client of a new database, and drops the database afterwards.
func withDatabase(
  schema: String = "", poolSize: Int = 4, through proxy: ((_ port: Int) throws -> Int)? = nil,
  configure: (inout PostgresConfiguration) -> Void = { _ in },
  _ body: @escaping @Sendable (PostgresClient) async throws -> Void
) async throws {
  let group = try EventLoopGroup(count: 2)
  defer { group.shutdown() }
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  try await TestDatabase.with { [logger] url in
    var configuration = try #require(
      PostgresConfiguration(url: try proxy.map { try TCPProxy.url(url, through: $0) } ?? url, poolSize: poolSize))
    configure(&configuration)
    let client = PostgresClient(configuration, group: group, logger: logger)
    if !schema.isEmpty { try await client.withSession { try await $0.runScript(schema) } }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await client.run() }
      defer { tasks.cancelAll() }
      try await body(client)
    }
  }
}

extension PostgresClient {
  /// Terminates all other connections to the database.
  func terminateOthers() async throws {
    try await withSession { session in
      _ = try await session.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    }
  }
}

/// The code of the error that the body throws.
func code(_ body: () async throws -> Void) async -> PostgresError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? PostgresError)?.code
  }
}
