import Concurrency
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// A server that stops answering while its connections stay open.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct PostgresSilenceTests {
  private static let lookup = PostgresLookup(
    one: { "SELECT \($0)::uuid AS id" }, many: { "SELECT unnest(\($0)::uuid[]) AS id" })

  /// Runs the body with a client whose server can fall silent.
  private func withProxy(
    configure: (inout PostgresConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (PostgresClient, TCPProxy) async throws -> Void
  ) async throws {
    let made = Mutex<TCPProxy?>(nil)
    let through = { (port: Int) -> Int in
      let proxy = try TCPProxy(to: port)
      made.withLock { $0 = proxy }
      return proxy.port
    }
    defer { made.withLock { $0 }?.close() }
    try await withDatabase(through: through, configure: configure) { database in
      let proxy = try #require(made.withLock { $0 })
      try await eventually("the pool is up") { await database.ping() }
      try await database.perform { _ = try await database.query("SELECT 1") }
      try await body(database, proxy)
    }
  }

  private typealias Call = @Sendable (PostgresClient) async throws -> Void

  private static let calls: [(name: String, call: Call)] = [
    ("a statement", { _ = try await $0.query("SELECT 1") }),
    ("a read", { _ = try await $0.read("SELECT 1") }),
    ("a look-up", { _ = try await $0.row(lookup, .make()) }),
    ("a transaction", { database in try await database.perform { _ = try await database.query("SELECT 1") } }),
    (
      "a transaction of several statements",
      { database in
        try await database.perform {
          for _ in 0..<3 { _ = try? await database.query("SELECT 1") }
          _ = try await database.query("SELECT 1")
        }
      }
    ),
  ]

  @Test(arguments: 0..<5) func aCallEndsAtTheDeadlineOfItsRequest(index: Int) async throws {
    try await withProxy { database, proxy in
      proxy.fallSilent()
      let (name, call) = Self.calls[index]
      // Many requests, so that some wait for a connection and some behind statements of others.
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<12 {
          group.addTask {
            let took = await ContinuousClock().measure {
              let result = await RequestDeadline.$current.withValue(.now.advanced(by: .seconds(1))) {
                await code { try await call(database) }
              }
              #expect(result == .unavailable, "\(name)")
            }
            #expect(took < .seconds(3), "\(name): \(took)")
          }
        }
      }
      proxy.restore()
      proxy.interrupt()
      try await eventually("it works again") { await code { try await call(database) } == nil }
    }
  }

  @Test func aRequestWhoseDeadlineIsPastSendsNothing() async throws {
    try await withProxy { database, _ in
      let result = await RequestDeadline.$current.withValue(.now) { await code { _ = try await database.query("SELECT 1") } }
      #expect(result == .unavailable)
      #expect(await database.ping())
    }
  }

  @Test func withoutARequestASilentConnectionIsClosedAfterTheStatementsLimit() async throws {
    let short = { (configuration: inout PostgresConfiguration) in configuration.statementTimeout = .milliseconds(300) }
    try await withProxy(configure: short) { database, proxy in
      proxy.fallSilent()
      let took = await ContinuousClock().measure {
        #expect(await code { _ = try await database.query("SELECT 1") } == .unavailable)
      }
      #expect(took < .seconds(4), "\(took)")
    }
  }

  @Test func aSlowStatementOfOneRequestDoesNotHoldAnother() async throws {
    try await withProxy { database, _ in
      async let slow = database.query("SELECT pg_sleep(3), 7 AS n")
      let took = await ContinuousClock().measure {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<8 {
            group.addTask {
              _ = await RequestDeadline.$current.withValue(.now.advanced(by: .milliseconds(500))) {
                await code { _ = try await database.query("SELECT 1") }
              }
            }
          }
        }
      }
      #expect(took < .seconds(2), "\(took)")
      // The server is slow and not silent: the connection stays, and its statement gets its answer.
      let rows = try await slow
      let number: Int = try rows[0].get("n")
      #expect(number == 7)
    }
  }
}
