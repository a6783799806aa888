import Logging
import Sockets
import TestSupport
import Testing

@testable import Postgres

@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresSessionTests {
  @Test func receivesNotifications() async throws {
    try await withDatabase { database in
      try await database.withSession { session in
        try await session.execute("LISTEN news")
        #expect(try await session.notification(within: .milliseconds(20)) == nil)
        async let heard = session.notification(within: .seconds(10))
        try await database.execute("SELECT pg_notify('news', \("hello"))")
        #expect(try await heard == PostgresNotification(channel: "news", payload: "hello"))
        for number in 0..<3 { try await database.execute("SELECT pg_notify('news', \("\(number)"))") }
        for number in 0..<3 { #expect(try await session.notification(within: .seconds(10))?.payload == "\(number)") }
      }
    }
  }

  @Test func endsItsWaitWhenTheConnectionIsLost() async throws {
    try await withDatabase { database in
      let outcome = await code {
        try await database.withSession { session in
          try await session.execute("LISTEN news")
          async let heard = session.notification(within: .seconds(50))
          try await database.terminateOthers()
          _ = try await heard
        }
      }
      #expect(outcome == .unavailable)
    }
  }

  @Test func holdsAdvisoryLocksUntilItEnds() async throws {
    try await withDatabase { database in
      let tryLock: SQL = "SELECT pg_try_advisory_lock(7) AS got"
      try await database.withSession { session in
        #expect(try await session.query(tryLock)[0].get("got") == true)
        try await database.withSession { other in
          let got: Bool = try await other.query(tryLock)[0].get("got")
          #expect(!got)
        }
      }
      try await eventually("the lock is free") {
        try await database.withSession { try await $0.query(tryLock)[0].get("got") }
      }
    }
  }

  @Test func runsAScriptAsOneTransaction() async throws {
    try await withDatabase { database in
      try await database.withSession { session in
        try await session.runScript("CREATE TABLE a (n int); -- comment; \n INSERT INTO a VALUES (1), (2); SELECT * FROM a;")
        let failure = await code { try await session.runScript("CREATE TABLE b (n int); SELECT 1 / 0; CREATE TABLE c ()") }
        #expect(failure == .other(sqlState: "22012"))
        #expect(try await session.query("SELECT * FROM a").count == 2)
        #expect(await code { try await session.execute("SELECT * FROM b") } == .other(sqlState: "42P01"))
        try await session.execute("BEGIN")
        try await session.runScript("CREATE TABLE d (); CREATE TABLE e ()")
        try await session.execute("ROLLBACK")
        #expect(await code { try await session.execute("SELECT FROM d") } == .other(sqlState: "42P01"))
        try await session.runScript("")
      }
    }
  }

  @Test func limitsTheNumberOfSessions() async throws {
    try await withDatabase { database in
      @Sendable func nest(_ depth: Int) async throws {
        try await database.withSession { _ in if depth > 1 { try await nest(depth - 1) } }
      }
      try await nest(8)
      #expect(await code { try await nest(9) } == .unavailable)
      try await nest(8)
    }
  }

  @Test func failsAfterTheTimeoutWhenTheServerIsNotReachable() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var configuration = try #require(PostgresConfiguration(url: "postgres://u:p@127.0.0.1:\(try FreePort.find())/db"))
    configuration.acquireTimeout = .milliseconds(300)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let client = PostgresClient(configuration, group: group, logger: logger)
    await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await client.run() }
      #expect(await code { _ = try await client.query("SELECT 1") } == .unavailable)
      #expect(await code { try await client.perform { _ = try await client.query("SELECT 1") } } == .unavailable)
      #expect(await code { try await client.withSession { _ in } } == .unavailable)
      #expect(!client.isConnected)
      tasks.cancelAll()
    }
    #expect(await code { _ = try await client.query("SELECT 1") } == .unavailable)
  }
}
