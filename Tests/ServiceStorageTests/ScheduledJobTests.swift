import Postgres
import SharedKernel
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import ServiceStorage

@Suite(.needsPostgres) struct ScheduledJobTests {
  @Test func oneReplicaAtATimeRunsTheJob() async throws {
    try await ServiceDatabase.with { database in
      let job = ScheduledJob("the-job", every: .seconds(1)) { _ in 2 }
      let other = ScheduledJob("other-job", every: .seconds(1)) { _ in 3 }
      // Another replica holds the lock.
      try await database.withSession { session in
        try await session.execute("SELECT pg_advisory_lock(hashtextextended('job the-job', 0))")
        let skipped = try await job.runOnce(on: database)
        #expect(skipped == nil)
        let done = try await other.runOnce(on: database)
        #expect(done == 3)
        try await session.execute("SELECT pg_advisory_unlock(hashtextextended('job the-job', 0))")
      }
      let done = try await job.runOnce(on: database)
      #expect(done == 2)
    }
  }

  @Test(arguments: [ScheduledJob.LockHolder.transaction, .session])
  func oneOfTwoReplicasRunsTheJobAndAnErrorReleasesTheLock(holder: ScheduledJob.LockHolder) async throws {
    try await ServiceDatabase.with { database in
      let other = ScheduledJob("the-job", every: .seconds(1), lockedBy: holder) { _ in 3 }
      let busy = ScheduledJob("the-job", every: .seconds(1), lockedBy: holder) { database in
        // The other replica starts its run during this one.
        #expect(try await Self.another(other, beside: database) == nil)
        throw CancellationError()
      }
      await #expect(throws: CancellationError.self) { try await busy.runOnce(on: database) }
      try await eventually("the lock is free again") { try await other.runOnce(on: database) == 3 }
    }
  }

  /// A run on its own connections, as in another process.
  private static func another(_ job: ScheduledJob, beside database: PostgresClient) async throws -> Int? {
    let name = try await database.query("SELECT current_database() AS name")[0].get("name", as: String.self)
    let base = TestStack.postgresURL ?? ""
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let url = base[..<(base.lastIndex(of: "/") ?? base.endIndex)] + "/" + name
    let client = PostgresClient(try #require(PostgresConfiguration(url: String(url))), group: group, logger: ServiceDatabase.logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await client.run() }
      defer { tasks.cancelAll() }
      return try await job.runOnce(on: client)
    }
  }

  @Test func aFullBatchIsFollowedByTheNextAtOnce() async throws {
    try await ServiceDatabase.with { database in
      let turns = Mutex(0)
      let job = ScheduledJob("the-job", every: .seconds(3600), batchSize: 10) { _ in
        turns.withLock { turns in
          turns += 1
          return turns < 4 ? 10 : 9
        }
      }
      let runner = ScheduledJobRunner(job: job, database: database, logger: ServiceDatabase.logger)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await runner.repeatRuns { try await job.runOnce(on: database) } }
        defer { group.cancelAll() }
        try await eventually("four turns in the first hour") { turns.withLock { $0 } == 4 }
      }
    }
  }
}
