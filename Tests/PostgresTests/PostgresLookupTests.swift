import SharedKernel
import TestSupport
import Testing

@testable import Postgres

@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresLookupTests {
  private static let schema = "CREATE TABLE t (id uuid PRIMARY KEY, number int NOT NULL)"
  /// `asked` is the number of identifiers of the statement.
  private static let byID = PostgresLookup(
    one: { "SELECT id, number, 1 AS asked FROM t WHERE id = \($0)" },
    many: { "SELECT id, number, cardinality(\($0)::uuid[]) AS asked FROM t WHERE id = ANY(\($0)::uuid[])" })

  private static func insert(_ count: Int, into database: PostgresClient) async throws -> [EntityID] {
    let ids = (0..<count).map { _ in EntityID.make() }
    try await database.execute(
      "INSERT INTO t SELECT id, number - 1 FROM unnest(\(ids)::uuid[]) WITH ORDINALITY AS new(id, number)")
    return ids
  }

  private static func number(_ column: String, _ row: PostgresRow?) throws -> Int? { try row?.get(column) }

  @Test func returnsToEachCallerItsOwnRow() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let ids = try await Self.insert(300, into: database)
      let answers = try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
        for number in 0..<600 {
          // Some identifiers come twice, and some have no row.
          let id = number % 3 == 2 ? EntityID.make() : ids[number / 3 % ids.count]
          group.addTask {
            let row = try await database.row(Self.byID, id)
            let found: EntityID? = try row?.get("id")
            #expect(found == (number % 3 == 2 ? nil : id))
            return (number, try row?.get("number"))
          }
        }
        return try await group.reduce(into: [Int: Int]()) { answers, answer in answers[answer.0] = answer.1 }
      }
      #expect(answers.count == 400)
      for (number, found) in answers { #expect(found == number / 3) }
    }
  }

  @Test func combinesLookUpsOfOneTurn() async throws {
    try await withDatabase(schema: Self.schema, poolSize: 2) { database in
      let ids = try await Self.insert(64, into: database)
      let asked = try await withThrowingTaskGroup(of: Int.self) { group in
        for id in ids { group.addTask { try await Self.number("asked", database.row(Self.byID, id)) ?? 0 } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(asked.count == 64)
      #expect(asked.contains { $0 > 1 })
    }
  }

  @Test func combinesLookUpsThatComeWhileOthersAreUnderWay() async throws {
    let held = PostgresLookup(
      one: { "SELECT id, pg_advisory_lock(7) FROM t WHERE id = \($0)" },
      many: { "SELECT id, pg_advisory_lock(7) FROM t WHERE id = ANY(\($0)::uuid[])" })
    try await withDatabase(schema: Self.schema) { database in
      let ids = try await Self.insert(6, into: database)
      try await database.withSession { holder in
        try await holder.execute("SELECT pg_advisory_lock(7)")
        try await database.withSession { session in
          let lookups = LookupBatcher(session.connection)
          try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
              _ = try await lookups.row(held, ids[0], timeLimit: nil)
              return nil
            }
            try await eventually("the first look-up is under way") { await Self.counts(of: lookups, on: session).underWay == 1 }
            for (number, id) in ids.dropFirst().enumerated() {
              group.addTask { try await Self.number("asked", lookups.row(Self.byID, id, timeLimit: nil)) }
              try await eventually("the look-up waits") { await Self.counts(of: lookups, on: session).waiting == number + 1 }
            }
            #expect(await Self.counts(of: lookups, on: session).underWay == 1)
            try await holder.execute("SELECT pg_advisory_unlock(7)")
            let asked = try await group.reduce(into: [Int]()) { asked, answer in if let answer { asked.append(answer) } }
            #expect(asked == [5, 5, 5, 5, 5])
          }
        }
      }
    }
  }

  private static func counts(of lookups: LookupBatcher, on session: PostgresSession) async -> (waiting: Int, underWay: Int) {
    await withUnsafeContinuation { answer in session.connection.loop.execute { answer.resume(returning: lookups.counts) } }
  }

  @Test func usesTheStatementForOneIdentifierForASingleLookUp() async throws {
    try await withDatabase(schema: Self.schema) { database in
      let ids = try await Self.insert(1, into: database)
      #expect(try await Self.number("asked", database.row(Self.byID, ids[0])) == 1)
      #expect(try await database.row(Self.byID, .make()) == nil)
    }
  }

  @Test func doesNotCombineDifferentLookUps() async throws {
    let negated = PostgresLookup(
      one: { "SELECT id, -number AS number FROM t WHERE id = \($0)" },
      many: { "SELECT id, -number AS number FROM t WHERE id = ANY(\($0)::uuid[])" })
    try await withDatabase(schema: Self.schema, poolSize: 2) { database in
      let ids = try await Self.insert(100, into: database)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, id) in ids.enumerated() {
          group.addTask {
            let found = try await Self.number("number", database.row(Self.byID, id))
            #expect(found == number)
          }
          group.addTask {
            let found = try await Self.number("number", database.row(negated, id))
            #expect(found == -number)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func seesWhatItsTransactionWrote() async throws {
    try await withDatabase(schema: Self.schema) { database in
      try await database.perform {
        let ids = try await Self.insert(1, into: database)
        #expect(try await Self.number("number", database.row(Self.byID, ids[0])) == 0)
      }
    }
  }

  @Test func failsEveryCallerOfAFailedStatement() async throws {
    let failing = PostgresLookup(
      one: { "SELECT \($0)::uuid AS id, 1 / 0" }, many: { "SELECT unnest(\($0)::uuid[]) AS id, 1 / 0" })
    try await withDatabase(schema: Self.schema, poolSize: 2) { database in
      let ids = try await Self.insert(50, into: database)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in ids {
          group.addTask { #expect(await code { _ = try await database.row(failing, id) } == .other(sqlState: "22012")) }
          group.addTask {
            let row = try await database.row(Self.byID, id)
            #expect(row != nil)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func failsWhenItsConnectionIsLost() async throws {
    try await withDatabase(schema: Self.schema, poolSize: 2) { database in
      let sleeping = PostgresLookup(
        one: { "SELECT \($0)::uuid AS id, pg_sleep(60)" }, many: { "SELECT unnest(\($0)::uuid[]) AS id, pg_sleep(60)" })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<10 {
          group.addTask { #expect(await code { _ = try await database.row(sleeping, .make()) } != nil) }
        }
        try await eventually("some are under way") {
          try await database.withSession { session in
            try await !session.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'").isEmpty
          }
        }
        try await database.terminateOthers()
        try await group.waitForAll()
      }
    }
  }
}
