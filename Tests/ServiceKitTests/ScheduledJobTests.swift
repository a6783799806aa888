import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import ServiceKit

@Suite(.needsPostgres) struct ScheduledJobTests {
  @Test func oneRunnerAtATimeDoesIt() async throws {
    try await ServiceDatabase.with { database in
      let job = ScheduledJob("the-job", every: .seconds(1)) { _ in 2 }
      let other = ScheduledJob("other-job", every: .seconds(1)) { _ in 3 }
      // What another replica does that is at it.
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
}
