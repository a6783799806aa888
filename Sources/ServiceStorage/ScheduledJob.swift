import Logging
import Postgres
import ServiceLifecycle

/// Periodic work of a service. An advisory lock named after the job lets one replica at a time run it; a replica that finds the lock taken skips
/// the run.
public struct ScheduledJob: Sendable {
  /// The work. It returns the number of rows that it changed.
  public typealias Work = @Sendable (PostgresClient) async throws -> Int

  /// What holds the lock.
  public enum LockHolder: Sendable {
    /// The run is one transaction, which holds the lock.
    case transaction
    /// A session holds the lock, and the work makes its own transactions: for work that waits for other systems, which no transaction should do.
    case session
  }

  /// The job's name, such as `user.expired-sessions`; also the name of its lock.
  public let name: String
  /// The pause between two runs.
  public let interval: Duration
  /// The most rows that a run changes. After a run that reaches it, the next one follows at once. Nil: a run has no such limit.
  public let batchSize: Int?
  let lockHolder: LockHolder
  private let work: Work

  /// The first run is one interval after the start.
  public init(
    _ name: String, every interval: Duration, batchSize: Int? = nil, lockedBy lockHolder: LockHolder = .transaction, _ work: @escaping Work
  ) {
    self.name = name
    self.interval = interval
    self.batchSize = batchSize
    self.lockHolder = lockHolder
    self.work = work
  }

  /// One run: the number of rows changed, or nil when another replica holds the lock.
  public func runOnce(on database: PostgresClient) async throws -> Int? {
    switch lockHolder {
    case .transaction: try await runInTransaction(on: database)
    case .session: try await database.withSession { try await runOnce(on: database, holding: $0) }
    }
  }

  private func runInTransaction(on database: PostgresClient) async throws -> Int? {
    try await database.perform {
      let rows = try await database.query("SELECT pg_try_advisory_xact_lock(hashtextextended(\(lockName), 0)) AS locked")
      guard try rows.first?.get("locked") ?? false else { return nil }
      return try await work(database)
    }
  }

  /// As `runOnce(on:)`, with the caller's session. The caller closes the session when this throws, which frees the lock.
  func runOnce(on database: PostgresClient, holding session: PostgresSession) async throws -> Int? {
    let rows = try await session.query("SELECT pg_try_advisory_lock(hashtextextended(\(lockName), 0)) AS locked")
    guard try rows.first?.get("locked") ?? false else { return nil }
    let count = try await work(database)
    _ = try await session.query("SELECT pg_advisory_unlock(hashtextextended(\(lockName), 0))")
    return count
  }

  private var lockName: String { "job \(name)" }
}

/// Runs a job at its interval until the service stops.
public struct ScheduledJobRunner: Service {
  let job: ScheduledJob
  let database: PostgresClient
  let logger: Logger

  public init(job: ScheduledJob, database: PostgresClient, logger: Logger) {
    self.job = job
    self.database = database
    self.logger = logger
  }

  /// Runs until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await Task.sleep(for: job.interval)
          switch job.lockHolder {
          case .transaction: try await repeatRuns { try await job.runOnce(on: database) }
          case .session:
            try await database.withSession { session in try await repeatRuns { try await job.runOnce(on: database, holding: session) } }
          }
        } catch {
          if !Task.isCancelled { logger.warning("job failed", metadata: ["job": "\(job.name)", "error": "\(error)"]) }
        }
      }
    }
  }

  /// Repeats the run until it throws or the task is cancelled.
  func repeatRuns(_ run: () async throws -> Int?) async throws {
    while true {
      let count = try await run() ?? 0
      if count > 0 { logger.info("job done", metadata: ["job": "\(job.name)", "rows": .stringConvertible(count)]) }
      if let batchSize = job.batchSize, count >= batchSize { continue }
      try await Task.sleep(for: job.interval)
    }
  }
}
