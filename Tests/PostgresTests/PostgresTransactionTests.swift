import Concurrency
import TestSupport
import Testing

@testable import Postgres

private struct BodyError: Error {}

@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresTransactionTests {
  private static let schema = "CREATE TABLE t (n int PRIMARY KEY)"

  private static func numbers(_ database: PostgresClient) async throws -> [Int] {
    try await database.query("SELECT n FROM t ORDER BY n").map { row throws(PostgresError) in try row.get("n") }
  }

  private static func expect(_ expected: [Int], in database: PostgresClient, at location: SourceLocation = #_sourceLocation) async throws {
    let found = try await numbers(database)
    #expect(found == expected, sourceLocation: location)
  }

  private static func insert(_ number: Int, _ database: PostgresClient) async throws {
    try await database.execute("INSERT INTO t VALUES (\(number))")
  }

  @Test func commitsWhatTheBodyDid() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let result = try await database.perform {
        #expect(database.isInTransaction)
        try await Self.insert(1, database)
        try await Self.insert(2, database)
        try await Self.expect([1, 2], in: database)
        return "done"
      }
      #expect(result == "done")
      #expect(!database.isInTransaction)
      try await Self.expect([1, 2], in: database)
      try await database.perform {}
    }
  }

  @Test func runsDeferredStatementsInTheirOrderAtTheCommit() async throws {
    try await withDatabase(schema: Self.schema) { database in
      try await database.perform {
        try await database.executeAtCommit("UPDATE t SET n = n * 10")
        try await database.executeAtCommit("INSERT INTO t VALUES (\(7))")
        try await database.executeAtCommit("INSERT INTO t VALUES (\(8))")
        try await Self.insert(2, database)
        try await Self.expect([2], in: database)
      }
      try await Self.expect([7, 8, 20], in: database)
      // Also when the body sends no other statement, and outside a transaction.
      try await database.perform { try await database.executeAtCommit("INSERT INTO t VALUES (\(9))") }
      try await database.executeAtCommit("INSERT INTO t VALUES (\(30))")
      try await Self.expect([7, 8, 9, 20, 30], in: database)
    }
  }

  @Test func aFailedDeferredStatementFailsTheCommit() async throws {
    try await withDatabase(schema: Self.schema) { database in
      for _ in 0..<3 {
        let failure = await code {
          try await database.perform {
            try await Self.insert(1, database)
            try await database.executeAtCommit("INSERT INTO t VALUES (\(1))")
            try await database.executeAtCommit("INSERT INTO t VALUES (\(2))")
          }
        }
        #expect(failure == .uniqueViolation(constraint: "t_pkey"))
        try await Self.expect([], in: database)
      }
      await #expect(throws: BodyError.self) {
        try await database.perform {
          try await database.executeAtCommit("INSERT INTO t VALUES (\(3))")
          throw BodyError()
        }
      }
      try await Self.expect([], in: database)
      try await database.perform { try await Self.insert(4, database) }
      try await Self.expect([4], in: database)
    }
  }

  @Test func isNotVisibleBeforeItsCommit() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let inserted = Promise<Void>()
      let seen = Promise<Void>()
      async let writer: Void = {
        // Also when it throws, so that the test fails instead of waiting.
        defer { inserted.fulfil(()) }
        try await database.perform {
          try await Self.insert(1, database)
          inserted.fulfil(())
          await seen.value()
        }
      }()
      await inserted.value()
      try await Self.expect([], in: database)
      seen.fulfil(())
      try await writer
      try await Self.expect([1], in: database)
    }
  }

  @Test func rollsBackWhenTheBodyThrows() async throws {
    try await withDatabase(schema: Self.schema) { database in
      await #expect(throws: BodyError.self) {
        try await database.perform {
          try await Self.insert(1, database)
          throw BodyError()
        }
      }
      try await Self.expect([], in: database)
    }
  }

  @Test func rollsBackWhenTheTaskIsCancelled() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let inserted = Promise<Void>()
      let task = Task {
        defer { inserted.fulfil(()) }
        try await database.perform {
          try await Self.insert(1, database)
          inserted.fulfil(())
          let cancelled = Promise<Void>()
          await cancelled.value { cancelled.fulfil(()) }
          try Task.checkCancellation()
        }
      }
      await inserted.value()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await Self.expect([], in: database)
    }
  }

  @Test func joinsTheEnclosingTransaction() async throws {
    try await withDatabase(schema: Self.schema) { database in
      try await database.perform {
        try await Self.insert(1, database)
        try await database.perform { try await Self.insert(2, database) }
      }
      try await Self.expect([1, 2], in: database)
    }
  }

  @Test func commitFailsAfterAJoinedBodyThrew() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let outcome = await code {
        try await database.perform {
          try await Self.insert(1, database)
          try? await database.perform {
            try await Self.insert(2, database)
            throw BodyError()
          }
        }
      }
      #expect(outcome == .transactionAborted)
      try await Self.expect([], in: database)
    }
  }

  @Test func commitFailsAfterACaughtErrorOfAStatement() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let outcome = await code {
        try await database.perform {
          try await Self.insert(1, database)
          #expect(await code { try await Self.insert(1, database) } == .uniqueViolation(constraint: "t_pkey"))
        }
      }
      #expect(outcome == .transactionAborted)
      try await Self.expect([], in: database)
    }
  }

  @Test func runsStatementsOfConcurrentChildTasks() async throws {
    try await withDatabase(schema: Self.schema) { database in
      await #expect(throws: BodyError.self) {
        try await database.perform {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { try await Self.insert(number, database) } }
            try await group.waitForAll()
          }
          #expect(try await Self.numbers(database).count == 50)
          throw BodyError()
        }
      }
      try await Self.expect([], in: database)
    }
  }

  @Test func refusesStatementsAfterItsEnd() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let isOver = Promise<Void>()
      let late = try await database.perform {
        try await Self.insert(1, database)
        return Task {
          await isOver.value()
          return await code { try await Self.insert(2, database) }
        }
      }
      isOver.fulfil(())
      #expect(await late.value == .transactionEnded)
      try await Self.expect([1], in: database)
    }
  }

  @Test func serialisesMoreTransactionsThanConnections() async throws {
    try await withDatabase(schema: Self.schema, poolSize: 4) { database in
      try await Self.insert(0, database)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await database.perform {
              let n: Int = try await database.query("SELECT n FROM t FOR UPDATE")[0].get("n")
              try await database.execute("UPDATE t SET n = \(n + 1)")
            }
          }
        }
        try await group.waitForAll()
      }
      try await Self.expect([100], in: database)
    }
  }

  @Test func failsAfterTheTimeoutWhenNoConnectionIsFree() async throws {
    let configure: (inout PostgresConfiguration) -> Void = {
      $0.poolSize = 2
      $0.acquireTimeout = .seconds(2)
    }
    try await withDatabase(schema: Self.schema, configure: configure) { database in
      let begun = Promise<Void>()
      let done = Promise<Void>()
      async let holder: Void = {
        defer { begun.fulfil(()) }
        try await database.perform {
          try await Self.insert(1, database)
          begun.fulfil(())
          await done.value()
        }
      }()
      await begun.value()
      #expect(await code { try await database.perform { try await Self.insert(2, database) } } == .unavailable)
      done.fulfil(())
      try await holder
      try await database.perform { try await Self.insert(3, database) }
      try await Self.expect([1, 3], in: database)
    }
  }

  @Test func rollsBackWhenItsConnectionIsLost() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let outcome = await code {
        try await database.perform {
          try await Self.insert(1, database)
          try await database.terminateOthers()
          try await Self.insert(2, database)
        }
      }
      #expect(outcome == .unavailable)
      try await eventually("nothing is there") { try await Self.numbers(database).isEmpty }
      try await eventually("transactions work again") {
        try await database.perform { try await Self.insert(3, database) }
        return true
      }
    }
  }
}
