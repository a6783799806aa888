import Logging
import Postgres
import ServiceLifecycle

/// Runs a job turn after turn until the service stops.
package struct ScheduledJobRunner: Service {
  let job: ScheduledJob
  let database: PostgresClient
  let logger: Logger

  package init(job: ScheduledJob, database: PostgresClient, logger: Logger) {
    self.job = job
    self.database = database
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await Task.sleep(for: job.interval)
          switch job.lockHolder {
          case .transaction: try await takeTurns { try await job.runOnce(on: database) }
          case .session:
            try await database.withSession { session in try await takeTurns { try await job.runOnce(on: database, holding: session) } }
          }
        } catch {
          if !Task.isCancelled { logger.warning("job failed", metadata: ["job": "\(job.name)", "error": "\(error)"]) }
        }
      }
    }
  }

  /// Until one fails, or the task is cancelled.
  func takeTurns(_ turn: () async throws -> Int?) async throws {
    while true {
      let count = try await turn() ?? 0
      if count > 0 { logger.info("job done", metadata: ["job": "\(job.name)", "rows": .stringConvertible(count)]) }
      if let portion = job.portion, count >= portion { continue }
      try await Task.sleep(for: job.interval)
    }
  }
}
