import Foundation
import HTTPCore
import Logging
import Postgres
import ServiceRuntime
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit
@testable import ServiceStorage

@Suite(.needsPostgres) struct IdempotencyGuardTests {
  private struct Failure: Error {}

  private func context(_ key: String?, _ body: String = "{}", user: EntityID? = nil, route: String = "POST /x") throws -> RequestContext {
    var request = HTTPRequest(method: .post, target: "/x", body: Array(body.utf8))
    request.headers["Idempotency-Key"] = key
    return RequestContext(
      request: request, routeName: route, principal: user.map { Principal(userID: $0, email: "", roles: []) },
      query: try QueryParameters(nil),
      logger: ServiceDatabase.logger)
  }

  /// A guard over a new table, and an effect that inserts a row.
  private func withGuard(
    _ body: @Sendable (IdempotencyGuard, PostgresClient, @escaping @Sendable () async throws -> HTTPResponse) async throws -> Void
  )
    async throws
  {
    let migrations = URL(filePath: #filePath).appending(path: "../../../migrations/payment").standardized
    let table = try ["0003_create_idempotency_keys.sql", "0006_reserve_keys_for_charges.sql"]
      .map { try String(contentsOf: migrations.appending(path: $0), encoding: .utf8) }.joined(separator: "\n")
    try await ServiceDatabase.with { database in
      try await database.withSession { try await $0.runScript(table + "CREATE TABLE effects (id serial);") }
      try await body(IdempotencyGuard(database: database), database) {
        let row = try await database.query("INSERT INTO effects DEFAULT VALUES RETURNING id").first
        let id: Int = try row?.get("id") ?? 0
        return Envelope.success(status: .created, message: "effect \(id) ü", headers: ["Location": "/x/\(id)"])
      }
    }
  }

  private func effects(_ database: PostgresClient) async throws -> Int {
    try await database.query("SELECT count(*) AS n FROM effects").first?.get("n") ?? -1
  }

  @Test func returnsTheFirstResponseToARepetition() async throws {
    try await withGuard { idempotency, database, effect in
      let first = try await idempotency.run(try context("k"), effect)
      let second = try await idempotency.run(try context("k"), effect)
      #expect(second.body == first.body)
      #expect(second.status == .created)
      #expect(second.headers["Location"] == first.headers["Location"])
      #expect(second.headers["Content-Type"] == "application/json")
      #expect(try await effects(database) == 1)
    }
  }

  @Test func refusesTheKeyWithAnotherRequest() async throws {
    try await withGuard { idempotency, database, effect in
      _ = try await idempotency.run(try context("k"), effect)
      let error = await #expect(throws: IdempotencyError.mismatch) { try await idempotency.run(try context("k", #"{"a":1}"#), effect) }
      let visible = try ErrorResponder.visibleError(for: #require(error))
      #expect(visible.status == 422)
      #expect(visible.code == "IDEMPOTENCY_MISMATCH")
      #expect(try await effects(database) == 1)
    }
  }

  @Test func distinguishesUsersRoutesAndKeys() async throws {
    try await withGuard { idempotency, database, effect in
      _ = try await idempotency.run(try context("k"), effect)
      _ = try await idempotency.run(try context("k", user: .make()), effect)
      _ = try await idempotency.run(try context("k", route: "POST /y"), effect)
      _ = try await idempotency.run(try context("l"), effect)
      _ = try await idempotency.run(try context(nil), effect)
      _ = try await idempotency.run(try context(nil), effect)
      #expect(try await effects(database) == 6)
    }
  }

  @Test func storesNothingOfAFailedAttempt() async throws {
    try await withGuard { idempotency, database, effect in
      await #expect(throws: Failure.self) {
        try await idempotency.run(try context("k")) {
          _ = try await effect()
          throw Failure()
        }
      }
      let unavailable = try await idempotency.run(try context("k")) {
        _ = try await effect()
        return HTTPResponse(status: .serviceUnavailable)
      }
      #expect(unavailable.status == .serviceUnavailable)
      #expect(try await effects(database) == 0)
      #expect(try await idempotency.run(try context("k"), effect).status == .created)
      #expect(try await effects(database) == 1)
    }
  }

  @Test func concurrentRepetitionsWaitForTheFirstAttempt() async throws {
    try await withGuard { idempotency, database, effect in
      let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<6 { group.addTask { try await idempotency.run(try context("k"), effect).body } }
        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
      }
      #expect(bodies.count == 1)
      #expect(try await effects(database) == 1)
    }
  }

  @Test func aReservedKeyIsAnsweredWhenItsWorkIsFinished() async throws {
    try await withGuard { idempotency, database, _ in
      let work = EntityID.make()
      let starts = Mutex(0)
      let begin: @Sendable (String?, String) async throws -> IdempotentStart<Int> = { key, body in
        try await idempotency.begin(try context(key, body)) {
          (
            work: work,
            value: starts.withLock {
              $0 += 1
              return $0
            }
          )
        }
      }
      for count in 1...2 {
        guard case .started(count) = try await begin("k", "{}") else { throw Failure() }
      }
      guard case .started(3) = try await begin(nil, "{}") else { throw Failure() }
      await #expect(throws: IdempotencyError.mismatch) { _ = try await begin("k", #"{"a":1}"#) }
      let response = Envelope.success(status: .ok, message: "ü", headers: ["ETag": "\"1\""])
      try await database.perform { try await idempotency.respond(to: work, with: response) }
      // The first response counts.
      try await database.perform { try await idempotency.respond(to: work, with: HTTPResponse(status: .conflict)) }
      guard case .answered(let answer) = try await begin("k", "{}") else { throw Failure() }
      #expect(answer.status == .ok && answer.body == response.body && answer.headers["ETag"] == "\"1\"")
      #expect(answer.headers["Idempotency-Replayed"] == "true")
      #expect(starts.withLock { $0 } == 3)
    }
  }

  @Test func aRepetitionThatWaitsForTheFinishedWorkGetsItsAnswer() async throws {
    try await withGuard { idempotency, database, _ in
      let work = EntityID.make()
      guard case .started = try await idempotency.begin(try context("k"), { (work: work, value: ()) }) else { throw Failure() }
      // The work is finished while the repetition is in its own transaction, where it finds nothing left to start.
      let start = try await idempotency.begin(try context("k")) { () async throws -> (work: EntityID, value: Void) in
        try await Task.detached { try await database.perform { try await idempotency.respond(to: work, with: HTTPResponse(status: .ok)) } }
          .value
        throw Failure()
      }
      guard case .answered(let answer) = start else { throw Failure() }
      #expect(answer.status == .ok)
    }
  }

  @Test func aStartThatThrowsReservesNothing() async throws {
    try await withGuard { idempotency, database, _ in
      await #expect(throws: Failure.self) {
        _ = try await idempotency.begin(try context("k")) { () async throws -> (work: EntityID, value: Void) in throw Failure() }
      }
      let keys = try await database.query("SELECT 1 AS one FROM idempotency_keys")
      #expect(keys.isEmpty)
    }
  }

  @Test(arguments: ["", "with blank", "ü", String(repeating: "k", count: 256)])
  func refusesMalformedKeys(_ key: String) async throws {
    try await withGuard { idempotency, database, effect in
      let error = await #expect(throws: ServiceError.self) { try await idempotency.run(try context(key), effect) }
      #expect(error?.status == 400)
      let count = try await effects(database)
      #expect(count == 0)
    }
  }
}
