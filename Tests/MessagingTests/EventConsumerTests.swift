import Postgres
import RabbitMQ
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import Messaging

private struct Mishap: Error {}

/// Counts a handler's runs.
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

  private static func apply(_ event: IncomingEvent, _ bench: EventBench) async throws {
    try await bench.database.execute("INSERT INTO effects VALUES (\(event.data["number"]?.int ?? -1))")
  }

  private static func publish(_ events: [DomainEvent], _ bench: EventBench) async throws {
    try await bench.rabbitmq.waitUntilConnected()
    let messages = events.map { event in
      RabbitMQMessage(
        exchange: bench.topology.exchange, routingKey: event.type.rawValue, id: event.id.description,
        body: Array(
          """
          {"id":"\(event.id)","type":"\(event.type.rawValue)","version":1,"source":"test","occurredAt":"\(event.occurredAt)",
          "aggregateId":"\(event.aggregateID)","sequence":1,"userId":null,"traceparent":null,"data":\(String(decoding: event.data, as: UTF8.self))}
          """.utf8))
    }
    try await bench.rabbitmq.publish(messages)
  }

  @Test func appliesARepeatedEventOnce() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { event in
        _ = runs.next()
        try await Self.apply(event, bench)
      }.run()
      let event = bench.event(1)
      for _ in 0..<3 { try await Self.publish([event], bench) }
      try await Self.publish([bench.event(2)], bench)
      try await eventually("both are applied") { try await Self.effects(bench).contains(2) }
      let effects = try await Self.effects(bench)
      #expect(effects == [1, 2])
      #expect(runs.value == 2)
    }
  }

  @Test func undoesTheEffectsOfAFailedAttempt() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { event in
        try await Self.apply(event, bench)
        if runs.next() < 3 { throw Mishap() }
      }.run()
      try await Self.publish([bench.event(1)], bench)
      try await eventually("it is applied") { try await Self.effects(bench) == [1] }
      #expect(runs.value == 3)
    }
  }

  @Test func deadLettersWhatKeepsFailing() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer(attempts: 3) { event in
        _ = runs.next()
        try await Self.apply(event, bench)
        throw Mishap()
      }.run()
      let event = bench.event(1)
      try await Self.publish([event], bench)
      let dead = try await bench.take(from: bench.queue + ".dead")
      #expect(dead?.messageID == event.id.description)
      #expect(runs.value == 3)
      let effects = try await Self.effects(bench)
      #expect(effects.isEmpty)
    }
  }

  @Test func deadLettersAtOnceWhatIsRejectedOrMalformed() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer { _ in
        _ = runs.next()
        throw MessagingError.rejected("never")
      }.run()
      try await Self.publish([bench.event(1)], bench)
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

  @Test func outlastsAnOutageOfTheDatabase() async throws {
    try await withEventBench { bench in
      let runs = Counter()
      async let _: Void = bench.consumer(attempts: 1) { event in
        try await Self.apply(event, bench)
        // As long as the database "is away", more often than there are attempts.
        if runs.next() < 5 { throw PostgresError(.unavailable) }
      }.run()
      try await Self.publish([bench.event(1)], bench)
      try await eventually("it is applied") { try await Self.effects(bench) == [1] }
      #expect(runs.value == 5)
    }
  }

  @Test func appliesOnceThoughConnectionsBreakBetweenCommitAndAcknowledgement() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.consumer { event in
        try await Self.apply(event, bench)
        if (event.data["number"]?.int ?? 0) % 10 == 5 { bench.proxy.interrupt() }
      }.run()
      async let _: Void = bench.relay.run()
      for number in 0..<40 { try await bench.append([bench.event(number)]) }
      try await eventually("all are applied", timeout: .seconds(30)) { try await Self.effects(bench).count >= 40 }
      let effects = try await Self.effects(bench)
      #expect(effects == Array(0..<40))
    }
  }
}
