import Logging
import Synchronization
import TestSupport
import Testing

@testable import RabbitMQ

/// A running client behind a proxy, with an exchange and a queue of its own.
private struct Bench: Sendable {
  let client: RabbitMQClient
  let proxy: TCPProxy
  let exchange = "test.\(UInt64.random(in: 0 ... .max))"
  var queue: String { exchange + ".queue" }

  func message(_ number: Int, key: String = "a.b") -> RabbitMQMessage {
    RabbitMQMessage(exchange: exchange, routingKey: key, id: "m\(number)", headers: ["number": "\(number)"], body: Array("\(number)".utf8))
  }

  func topology(_ arguments: [String: RabbitMQTopology.Queue.Argument] = [:]) -> RabbitMQTopology {
    var all = arguments
    // The broker deletes the queue after the test.
    all["x-expires"] = .number(60_000)
    return RabbitMQTopology(
      exchanges: [.init(name: exchange)], queues: [.init(name: queue, arguments: all)],
      bindings: [.init(queue: queue, exchange: exchange, routingKey: "a.#")])
  }
}

/// A value that handlers and the test share.
private final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
  func withLock<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result { value.withLock(body) }
}

private func withBench(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
  let url = try #require(TestStack.rabbitMQURL)
  let direct = try #require(RabbitMQConfiguration(url: url))
  let proxy = try TCPProxy(to: direct.port)
  defer { proxy.close() }
  var configuration = try #require(RabbitMQConfiguration(url: url.replacing(":\(direct.port)/", with: ":\(proxy.port)/")))
  configuration.tls = TestStack.tls
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let bench = Bench(client: try RabbitMQClient(configuration: configuration, logger: logger), proxy: proxy)
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await bench.client.run() }
    defer { tasks.cancelAll() }
    try await body(bench)
  }
}

private func code(_ body: () async throws -> Void) async -> RabbitMQError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? RabbitMQError)?.code
  }
}

@Suite(.needsRabbitMQ, .timeLimit(.minutes(1))) struct RabbitMQClientTests {
  @Test func deliversInOrder() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology())
      try await bench.client.waitUntilConnected()
      try await bench.client.publish((0..<500).map { bench.message($0) })
      let received = Shared<[RabbitMQDelivery]>([])
      async let _: Void = bench.client.consume(queue: bench.queue, prefetch: 20) { delivery in
        received.withLock { $0.append(delivery) }
        return .acknowledge
      }
      try await eventually("all have arrived") { received.withLock { $0.count } == 500 }
      let all = received.withLock { $0 }
      #expect(all.map(\.messageID) == (0..<500).map { "m\($0)" })
      #expect(all.map { String(decoding: $0.body, as: UTF8.self) } == (0..<500).map { "\($0)" })
      #expect(all[7].headers == ["number": "7"])
      #expect(all[7].contentType == "application/json")
      #expect(all[7].routingKey == "a.b" && all[7].exchange == bench.exchange && !all[7].isRedelivered)
      #expect(bench.client.isConnected)
    }
  }

  @Test func reportsMessagesWithoutAQueue() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology())
      try await bench.client.waitUntilConnected()
      let messages = [bench.message(1), bench.message(2, key: "z"), bench.message(3)]
      #expect(await code { try await bench.client.publish(messages) } == .undelivered(unroutable: ["m2"], refused: []))
    }
  }

  @Test func reportsMessagesThatAQueueRefuses() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology(["x-max-length": .number(1), "x-overflow": .text("reject-publish")]))
      try await bench.client.waitUntilConnected()
      var outcome: RabbitMQError.Code?
      for number in 0..<5 where outcome == nil { outcome = await code { try await bench.client.publish([bench.message(number)]) } }
      guard case .undelivered(unroutable: [], refused: let refused) = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      #expect(refused.count == 1)
    }
  }

  @Test func deliversLargeBodies() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology())
      try await bench.client.waitUntilConnected()
      var message = bench.message(1)
      message.body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
      try await bench.client.publish([message])
      let received = Shared<[UInt8]?>(nil)
      async let _: Void = bench.client.consume(queue: bench.queue) { delivery in
        received.withLock { $0 = delivery.body }
        return .acknowledge
      }
      try await eventually("it has arrived") { received.withLock { $0 != nil } }
      #expect(received.withLock { $0 } == message.body)
    }
  }

  @Test func requeuesAndDeadLetters() async throws {
    try await withBench { bench in
      let dead = RabbitMQTopology(queues: [.init(name: bench.queue + ".dead", arguments: ["x-expires": .number(60_000)])])
      bench.client.declare(dead)
      bench.client.declare(
        bench.topology(["x-dead-letter-exchange": .text(""), "x-dead-letter-routing-key": .text(bench.queue + ".dead")]))
      try await bench.client.waitUntilConnected()
      try await bench.client.publish([bench.message(1)])
      let seen = Shared<[Bool]>([])
      let buried = Shared<[String?]>([])
      async let _: Void = bench.client.consume(queue: bench.queue) { delivery in
        seen.withLock { $0.append(delivery.isRedelivered) }
        return delivery.isRedelivered ? .deadLetter : .requeue
      }
      async let _: Void = bench.client.consume(queue: bench.queue + ".dead") { delivery in
        buried.withLock { $0.append(delivery.messageID) }
        return .acknowledge
      }
      try await eventually("it is dead") { buried.withLock { $0 } == ["m1"] }
      #expect(seen.withLock { $0 } == [false, true])
    }
  }

  @Test func failsWithoutAConnectionAndReconnects() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology())
      try await bench.client.waitUntilConnected()
      bench.proxy.cut()
      try await eventually("the loss is detected") { !bench.client.isConnected }
      #expect(await code { try await bench.client.publish([bench.message(1)]) } == .notConnected)
      bench.proxy.restore()
      try await bench.client.waitUntilConnected()
      try await bench.client.publish([bench.message(2)])
    }
  }

  @Test func losesNothingWhenTheCallerRetries() async throws {
    try await withBench { bench in
      bench.client.declare(bench.topology())
      let received = Shared<Set<String>>([])
      async let _: Void = bench.client.consume(queue: bench.queue, prefetch: 10) { delivery in
        received.withLock { _ = $0.insert(delivery.messageID ?? "") }
        return .acknowledge
      }
      async let breaking: Void = {
        for count in [50, 150, 250] {
          try await eventually("enough messages have arrived", timeout: .seconds(60)) { received.withLock { $0.count } >= count }
          bench.proxy.interrupt()
        }
      }()
      for number in 0..<400 {
        while true {
          do {
            try await bench.client.publish([bench.message(number)])
            break
          } catch {
            try await bench.client.waitUntilConnected()
          }
        }
      }
      try await breaking
      try await eventually("all have arrived", timeout: .seconds(60)) { received.withLock { $0.count } == 400 }
    }
  }

  @Test func stoppingEndsPendingCalls() async throws {
    let url = try #require(TestStack.rabbitMQURL)
    var configuration = try #require(RabbitMQConfiguration(url: url))
    configuration.tls = TestStack.tls
    let client = try RabbitMQClient(configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await client.run() }
    try await client.waitUntilConnected()
    let waiting = Task { try await client.consume(queue: "amq.nothing.\(UInt64.random(in: 0 ... .max))") { _ in .acknowledge } }
    running.cancel()
    try await running.value
    _ = await waiting.result
    #expect(await code { try await client.publish([RabbitMQMessage(exchange: "", routingKey: "", id: "", body: [])]) } != nil)
    #expect(await code { try await client.waitUntilConnected() } == .stopped)
  }

  @Test func cancellationEndsTheWait() async throws {
    let configuration = try #require(RabbitMQConfiguration(url: "amqp://u:p@127.0.0.1:\(try FreePort.find())"))
    let client = try RabbitMQClient(configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let task = Task { await code { try await client.waitUntilConnected() } }
    task.cancel()
    #expect(await task.value == .cancelled)
  }
}
