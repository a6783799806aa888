import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// The limits of one process.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresLimitTests {
  private final class Outcomes: Sendable {
    private let counts = Mutex((holders: 0, refusals: [PostgresError.Code]()))
    var holders: Int { counts.withLock { $0.holders } }
    var refusals: [PostgresError.Code] { counts.withLock { $0.refusals } }
    func held() { counts.withLock { $0.holders += 1 } }
    func refused(_ code: PostgresError.Code) { counts.withLock { $0.refusals.append(code) } }
  }

  @Test func refusesACallBeyondTheWaitingLimit() async throws {
    let configure = { (configuration: inout PostgresConfiguration) in
      configuration.waitingLimit = 0
      configuration.acquireTimeout = .seconds(50)
    }
    try await withDatabase(poolSize: 4, configure: configure) { database in
      try await eventually("the pool is up") { await database.ping() }
      let (gate, opener) = AsyncStream.makeStream(of: Void.self)
      let outcomes = Outcomes()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            do {
              try await database.perform {
                _ = try await database.query("SELECT 1")
                outcomes.held()
                for await _ in gate {}
              }
            } catch let error as PostgresError { outcomes.refused(error.code) }
          }
        }
        try await eventually("each holds a connection or was refused") { outcomes.holders + outcomes.refusals.count == 20 }
        let open = try await database.withSession { session in
          try await session.query(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")[0].get(
              "n", as: Int.self)
        }
        #expect(open <= 4)
        opener.finish()
        try await group.waitForAll()
      }
      #expect((1...3).contains(outcomes.holders))
      #expect(outcomes.refusals.allSatisfy { $0 == .unavailable })
    }
  }
}
