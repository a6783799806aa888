import Logging
import Postgres
import ServiceLifecycle

/// Work that a service does from time to time, in one transaction, by one of its replicas at a time.
///
/// An advisory lock of the transaction sees to that: a replica that finds it taken skips its turn.
public struct ScheduledJob: Sendable {
  /// What the job does; it says how many rows it touched.
  public typealias Work = @Sendable (PostgresClient) async throws -> Int

  /// The job's name, such as `user.expired-sessions`: also the name of its lock.
  public let name: String
  /// The pause between two turns.
  public let interval: Duration
  private let work: Work

  /// A job; the first turn is one interval after the start.
  public init(_ name: String, every interval: Duration, _ work: @escaping Work) {
    self.name = name
    self.interval = interval
    self.work = work
  }

  /// One turn: the number of rows touched, or nil when another replica is at it.
  public func runOnce(on database: PostgresClient) async throws -> Int? {
    try await database.perform {
      let rows = try await database.query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked", ["job \(name)"])
      guard try rows.first?.get("locked") ?? false else { return nil }
      return try await work(database)
    }
  }
}

/// Runs a job turn after turn until the service stops.
struct ScheduledJobRunner: Service {
  let job: ScheduledJob
  let database: PostgresClient
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await Task.sleep(for: job.interval) } catch { return }
        do {
          if let count = try await job.runOnce(on: database), count > 0 {
            logger.info("job done", metadata: ["job": "\(job.name)", "rows": .stringConvertible(count)])
          }
        } catch {
          if !Task.isCancelled { logger.warning("job failed", metadata: ["job": "\(job.name)", "error": "\(error)"]) }
        }
      }
    }
  }
}
