import Postgres
import RabbitMQ
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import Messaging

private struct HandlerError: Error {}

/// Counts the runs of a handler.
private final class Counter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
  var value: Int { count.withLock { $0 } }
}

@Suite(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)), .serialized) struct EventConsumerTests {
  private static func effects(_ bench: EventBench) async throws -> [Int] {
    try await bench.database.query("SELECT number FROM effects ORDER BY number").map { row throws(PostgresError) in try row.get("number") }
  }

  private static func apply(_ event: EventEnvelope<NumberPayload>, _ bench: EventBench) async throws {
    try await bench.database.execute("INSERT INTO effects VALUES (\(event.data.number))")
  }

  private static func publish(_ number: Int, id: EntityID = .make(), _ bench: EventBench) async throws {
    try await bench.rabbitmq.waitUntilConnected()
    let body = eventBody("order.created", data: #"{"number": \#(number)}"#, id: id)
    try await bench.rabbitmq.publish([
      RabbitMQMessage(exchange: bench.topology.exchange, routingKey: "order.created", id: id.description, body: body)
    ])
  }

  @Test func appliesARepeatedEventOnce() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { event in
        _ = runs.next()
        try await Self.apply(event, bench)
      }.run()
      let id = EntityID.make()
      for _ in 0..<3 { try await Self.publish(1, id: id, bench) }
      try await Self.publish(2, bench)
      try await eventually("both are applied") { try await Self.effects(bench).contains(2) }
      let effects = try await Self.effects(bench)
      #expect(effects == [1, 2])
      #expect(runs.value == 2)
    }
  }

  @Test func rollsBackAFailedAttempt() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { event in
        try await Self.apply(event, bench)
        if runs.next() < 3 { throw HandlerError() }
      }.run()
      try await Self.publish(1, bench)
      try await eventually("it is applied") { try await Self.effects(bench) == [1] }
      #expect(runs.value == 3)
    }
  }

  @Test func deadLettersAfterTheLastAttempt() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer(attempts: 3) { event in
        _ = runs.next()
        try await Self.apply(event, bench)
        throw HandlerError()
      }.run()
      let id = EntityID.make()
      try await Self.publish(1, id: id, bench)
      let dead = try await bench.take(from: bench.queue + ".dead")
      #expect(dead?.messageID == id.description)
      #expect(runs.value == 3)
      let effects = try await Self.effects(bench)
      #expect(effects.isEmpty)
    }
  }

  @Test func deadLettersRejectedAndMalformedEventsWithoutARetry() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { _ in
        _ = runs.next()
        throw MessagingError.rejected("never")
      }.run()
      try await Self.publish(1, bench)
      _ = try await bench.take(from: bench.queue + ".dead")
      #expect(runs.value == 1)
      try await bench.rabbitmq.publish([
        RabbitMQMessage(exchange: bench.topology.exchange, routingKey: "order.created", id: "bad", body: Array("{".utf8))
      ])
      let dead = try await bench.take(from: bench.queue + ".dead")
      #expect(dead?.messageID == "bad")
      #expect(runs.value == 1)
    }
  }

  @Test(arguments: [PostgresError.Code.unavailable, .timeout]) func retriesThroughAnOutageOfTheDatabase(code: PostgresError.Code)
    async throws
  {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer(attempts: 1) { event in
        try await Self.apply(event, bench)
        // The database is unavailable, or silent, for more attempts than are allowed.
        if runs.next() < 5 { throw PostgresError(code) }
      }.run()
      try await Self.publish(1, bench)
      try await eventually("it is applied") { try await Self.effects(bench) == [1] }
      #expect(runs.value == 5)
    }
  }

  @Test func appliesOnceWhenConnectionsBreakBetweenCommitAndAcknowledgement() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.consumer { event in
        try await Self.apply(event, bench)
        if event.data.number % 10 == 5 { bench.proxy.interrupt() }
      }.run()
      async let _: Void = bench.relay.run()
      for number in 0..<40 { try await bench.append([NumberEvent(number)]) }
      try await eventually("all are applied", timeout: .seconds(30)) { try await Self.effects(bench).count >= 40 }
      let effects = try await Self.effects(bench)
      #expect(effects == Array(0..<40))
    }
  }
}
