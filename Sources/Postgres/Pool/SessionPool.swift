import Sockets
import Synchronization

/// Opens the sessions of one client, and limits their number.
final class SessionPool: Sendable {
  private static let limit = 8
  private let configuration: PostgresConfiguration
  private let loop: EventLoop
  private let open = Mutex(0)

  init(_ configuration: PostgresConfiguration, loop: EventLoop) {
    self.configuration = configuration
    self.loop = loop
  }

  func withSession<Result: Sendable>(_ body: @Sendable (PostgresSession) async throws -> Result) async throws -> Result {
    let isAllowed = open.withLock { count in
      guard count < Self.limit else { return false }
      count += 1
      return true
    }
    guard isAllowed else { throw PostgresError.unavailable }
    defer { open.withLock { $0 -= 1 } }

    let inbox = NotificationInbox()
    let loop = loop
    let configuration = configuration
    let connection = try await withTaskExecutorPreference(loop) {
      try await PostgresConnection.open(configuration, statementTimeout: nil, loop: loop, inbox: inbox)
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: loop) { await connection.serve() }
      defer { connection.close() }
      return try await body(PostgresSession(connection: connection, inbox: inbox))
    }
  }
}
