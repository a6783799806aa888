import Postgres

/// Work that a service does from time to time, by one of its replicas at a time: an advisory lock named after the job sees to that, and
/// a replica that finds it taken skips its turn.
public struct ScheduledJob: Sendable {
  /// What the job does; it says how many rows it touched.
  public typealias Work = @Sendable (PostgresClient) async throws -> Int

  /// What holds the lock.
  public enum LockHolder: Sendable {
    /// The turn is one transaction, and the lock ends with it.
    case transaction
    /// A session beside the work, which makes its own transactions: for a turn that waits for others, which no transaction should.
    case session
  }

  /// The job's name, such as `user.expired-sessions`: also the name of its lock.
  public let name: String
  /// The pause between two turns.
  public let interval: Duration
  /// The most rows that a turn touches, if there is such a bound: after a turn that reached it the next one follows at once.
  public let portion: Int?
  let lockHolder: LockHolder
  private let work: Work

  /// A job; the first turn is one interval after the start.
  public init(
    _ name: String, every interval: Duration, portion: Int? = nil, lockedBy lockHolder: LockHolder = .transaction, _ work: @escaping Work
  ) {
    self.name = name
    self.interval = interval
    self.portion = portion
    self.lockHolder = lockHolder
    self.work = work
  }

  /// One turn: the number of rows touched, or nil when another replica is at it.
  public func runOnce(on database: PostgresClient) async throws -> Int? {
    switch lockHolder {
    case .transaction: try await runInTransaction(on: database)
    case .session: try await database.withSession { try await runOnce(on: database, holding: $0) }
    }
  }

  private func runInTransaction(on database: PostgresClient) async throws -> Int? {
    try await database.perform {
      let rows = try await database.query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked", [lockName])
      guard try rows.first?.get("locked") ?? false else { return nil }
      return try await work(database)
    }
  }

  /// As `runOnce(on:)`, with a session of the caller's, who must close it when this throws: that frees the lock.
  func runOnce(on database: PostgresClient, holding session: PostgresSession) async throws -> Int? {
    let rows = try await session.query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked", [lockName])
    guard try rows.first?.get("locked") ?? false else { return nil }
    let count = try await work(database)
    _ = try await session.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lockName])
    return count
  }

  private var lockName: String { "job \(name)" }
}
