import SharedKernel
import TestSupport
import Testing

@testable import Postgres

@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresClientTests {
  @Test func roundTripsEveryType() async throws {
    try await withDatabase { database in
      let id = EntityID.make()
      let time = Timestamp.now
      let money = try #require(Money("999.99"))
      let rows = try await database.query(
        """
        SELECT \(id)::uuid AS id, \(money)::numeric(12,2) AS money, \(time)::timestamptz AS time, \("ü\"'\n")::text AS text,
        \(Int64.min)::bigint AS number, \(true)::boolean AS yes,
        \(Array(#"{"a": 1.10}"#.utf8))::json AS json, \([id, id])::uuid[] AS ids, \(String?.none)::text AS missing, \(["a,b", "{}"])::text[] AS texts
        """)
      let row = try #require(rows.first)
      #expect(try row.get("id") == id)
      #expect(try row.get("money") == money)
      #expect(try row.get("time") == time)
      #expect(try row.get("text") == "ü\"'\n")
      #expect(try row.get("number") == Int64.min)
      #expect(try row.get("yes") == true)
      #expect(try row.get("json") == Array(#"{"a": 1.10}"#.utf8))
      #expect(try row.get("ids") == [id, id])
      #expect(try row.get("missing", as: String?.self) == nil)
      #expect(try row.get("texts") == ["a,b", "{}"])
      #expect(await code { let _: String = try row.get("missing") } == .unexpectedValue(column: "missing"))
      #expect(await code { let _: String = try row.get("nowhere") } == .unexpectedValue(column: "nowhere"))
    }
  }

  @Test func distinguishesConstraintViolations() async throws {
    let schema = """
      CREATE TABLE parent (id int PRIMARY KEY, CONSTRAINT positive CHECK (id > 0));
      CREATE TABLE child (parent int CONSTRAINT has_parent REFERENCES parent);
      """
    try await withDatabase(schema: schema) { database in
      let inserted = try await database.execute("INSERT INTO parent VALUES (\(1)), (\(2))")
      #expect(inserted == 2)
      #expect(await code { try await database.execute("INSERT INTO parent VALUES (1)") } == .uniqueViolation(constraint: "parent_pkey"))
      #expect(await code { try await database.execute("INSERT INTO child VALUES (9)") } == .foreignKeyViolation(constraint: "has_parent"))
      #expect(await code { try await database.execute("INSERT INTO parent VALUES (0)") } == .checkViolation(constraint: "positive"))
      #expect(await code { try await database.execute("SELEC 1") } == .other(sqlState: "42601"))
      #expect(await code { try await database.execute("SELECT \("x")::int") } == .other(sqlState: "22P02"))
      #expect(await code { try await database.execute("SELECT \("\0")::text") } == .other(sqlState: "22021"))
      #expect(await code { try await database.execute("COPY parent TO STDOUT") } != nil)
    }
  }

  @Test func aFailedStatementDoesNotFailConcurrentOnes() async throws {
    try await withDatabase { database in
      let sum = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<500 {
          group.addTask {
            if number % 5 == 0 {
              #expect(await code { try await database.execute("SELECT 1 / \(0)::int") } == .other(sqlState: "22012"))
              return 0
            }
            let rows = try await database.query("SELECT \(number)::int AS n, repeat('x', 2000) AS filler")
            return try rows[0].get("n")
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(sum == (0..<500).filter { $0 % 5 != 0 }.reduce(0, +))
    }
  }

  @Test func aFailedReadDoesNotFailTheReadsOfItsTurn() async throws {
    try await withDatabase { database in
      let answers = try await withThrowingTaskGroup(of: Int?.self) { group in
        for number in 0..<500 {
          group.addTask {
            switch number % 7 {
            case 3:
              #expect(await code { _ = try await database.read("SELECT 1 / \(0)::int") } == .other(sqlState: "22012"))
              return nil
            case 5:
              #expect(await code { _ = try await database.read("SELEC 1") } == .other(sqlState: "42601"))
              return nil
            case 6:
              return try await database.query("SELECT \(number)::int AS n")[0].get("n")
            default:
              return try await database.read("SELECT \(number)::int AS n, repeat('x', 2000) AS filler")[0].get("n")
            }
          }
        }
        return try await group.reduce(into: Set<Int>()) { answers, answer in if let answer { answers.insert(answer) } }
      }
      #expect(answers == Set((0..<500).filter { $0 % 7 != 3 && $0 % 7 != 5 }))
    }
  }

  @Test func readsOfOneTurnAreSentTogether() async throws {
    try await withDatabase(poolSize: 2) { database in
      // A shared sync point is one implicit transaction, in which now() is constant.
      let times = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<64 { group.addTask { try await database.read("SELECT now()::text AS time")[0].get("time") } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(times.count < 64)
    }
  }

  @Test func aReadInsideATransactionSeesWhatTheTransactionWrote() async throws {
    try await withDatabase(schema: "CREATE TABLE t (a int)") { database in
      try await database.perform {
        try await database.execute("INSERT INTO t VALUES (1)")
        #expect(try await database.read("SELECT a FROM t").count == 1)
      }
    }
  }

  @Test func preparesAReadAgainAfterDeallocate() async throws {
    try await withDatabase(poolSize: 2) { database in
      for _ in 0..<3 {
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
          for number in 0..<20 { group.addTask { try await database.read("SELECT \(number)::int AS n")[0].get("n") } }
          return try await group.reduce(0, +)
        }
        #expect(sum == 190)
        for _ in 0..<4 { try await database.execute("DEALLOCATE ALL") }
      }
    }
  }

  @Test func roundTripsAValueLargerThanTheSocketBuffers() async throws {
    try await withDatabase { database in
      let text = String(repeating: "abcdefgh", count: 1 << 20)
      let rows = try await database.query("SELECT \(text)::text AS echo")
      #expect(try rows[0].get("echo") == text)
    }
  }

  @Test func preparesAgainAfterTheTableHasChanged() async throws {
    try await withDatabase(schema: "CREATE TABLE t (a int); INSERT INTO t VALUES (1)", configure: { $0.poolSize = 2 }) { database in
      for _ in 0..<3 { #expect(try await database.query("SELECT * FROM t").count == 1) }
      try await database.execute("ALTER TABLE t ADD b int DEFAULT 2")
      let row = try await database.query("SELECT * FROM t")[0]
      #expect(try row.get("b") == 2)
    }
  }

  @Test func preparesAStatementAgainAfterDeallocate() async throws {
    try await withDatabase { database in
      _ = try await database.query("SELECT 1")
      for _ in 0..<4 { try await database.execute("DEALLOCATE ALL") }
      for _ in 0..<4 { #expect(try await database.query("SELECT 1").count == 1) }
    }
  }

  @Test func stopsAStatementThatRunsTooLong() async throws {
    try await withDatabase(configure: { $0.statementTimeout = .milliseconds(100) }) { database in
      #expect(await code { _ = try await database.query("SELECT pg_sleep(20)") } == .timeout)
      #expect(await database.ping())
    }
  }

  @Test func reconnectsAfterItsConnectionsWereLost() async throws {
    try await withDatabase { database in
      #expect(await database.ping())
      async let lost = code { _ = try await database.query("SELECT pg_sleep(20)") }
      // A session has its own connection; a shared one might be the one that sleeps.
      try await eventually("the statement runs") {
        try await database.withSession { session in
          try await session.query(
            """
            SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND query = 'SELECT pg_sleep(20)' AND state = 'active'
            """
          ).count == 1
        }
      }
      try await database.terminateOthers()
      #expect(await lost == .unavailable)
      try await eventually("the connection is back") { await database.ping() }
      try await database.perform { try await database.execute("SELECT 1") }
    }
  }
}
