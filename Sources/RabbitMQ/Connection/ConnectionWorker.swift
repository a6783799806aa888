import Concurrency
import Logging

/// The body of a connection's thread: connects, handles commands and frames, and reconnects. Used on that thread only.
final class ConnectionWorker {
  private static let mainChannel: UInt16 = 1

  private let configuration: RabbitMQConfiguration
  private let mailbox: ThreadMailbox
  private let gate: ConnectionGate
  private let isEager: Bool
  private let logger: Logger
  private var topology = RabbitMQTopology()
  private var subscriptions: [UInt64: Subscription] = [:]
  private var delay = Backoff(initial: .milliseconds(100), maximum: .seconds(3))
  private var generation: UInt64 = 0
  // Of the current connection:
  private var confirms = ConfirmTracker()
  private var batches: [UInt64: (batch: PublishBatch, deadline: ContinuousClock.Instant)] = [:]
  private var nextBatch: UInt64 = 0
  private var assemblers: [UInt16: MessageAssembler] = [:]
  private var consumers: [UInt16: UInt64] = [:]
  private var nextChannel: UInt16 = 2

  init(_ configuration: RabbitMQConfiguration, mailbox: ThreadMailbox, gate: ConnectionGate, isEager: Bool, logger: Logger) {
    self.configuration = configuration
    self.mailbox = mailbox
    self.gate = gate
    self.isEager = isEager
    self.logger = logger
  }

  /// Returns when the mailbox is stopping.
  func run() {
    while !mailbox.isStopping {
      if isEager || !subscriptions.isEmpty {
        do throws(RabbitMQError) {
          try connectAndServe()
        } catch {
          gate.set(open: false)
          logger.warning("no connection to RabbitMQ", metadata: ["error": "\(error)", "detail": "\(error.detail ?? "")"])
          failBatches(error)
        }
      }
      gate.set(open: false)
      waitForNextAttempt()
    }
    gate.stop()
    failBatches(RabbitMQError(.stopped))
    for command in mailbox.close() { refuse(command, RabbitMQError(.stopped)) }
    for subscription in subscriptions.values { subscription.deliveries.finish() }
  }

  // MARK: without a connection

  private func waitForNextAttempt() {
    let isIdle = !isEager && subscriptions.isEmpty
    let end = ContinuousClock.now + (isIdle ? .seconds(3600) : delay.next())
    while !mailbox.isStopping, ContinuousClock.now < end {
      mailbox.pipe.wait(orReadable: nil, timeout: end - .now + .milliseconds(1))
      for command in mailbox.drain() { refuse(command, RabbitMQError(.notConnected)) }
      if isIdle, !subscriptions.isEmpty { return }
    }
  }

  private func refuse(_ command: ThreadCommand, _ error: RabbitMQError) {
    switch command {
    case .publish(let batch): batch.outcome.fulfil(.failure(error))
    case .settle: break
    case .subscribe(let subscription): subscriptions[subscription.id] = subscription
    case .unsubscribe(let id): subscriptions.removeValue(forKey: id)?.deliveries.finish()
    case .declare(let more): topology.merge(more)
    }
  }

  private func failBatches(_ error: RabbitMQError) {
    let failed = batches
    batches = [:]
    confirms = ConfirmTracker()
    let code: RabbitMQError.Code =
      switch error.code {
      case .stopped: .stopped
      case .timedOut: .timedOut
      default: .connectionLost
      }
    for entry in failed.values { entry.batch.outcome.fulfil(.failure(RabbitMQError(code, detail: error.detail))) }
  }

  // MARK: with a connection

  private func connectAndServe() throws(RabbitMQError) {
    let connection = try AMQPConnection(configuration)
    generation += 1
    confirms = ConfirmTracker()
    assemblers = [:]
    consumers = [:]
    nextChannel = 2
    try connection.openChannel(Self.mainChannel)
    try connection.selectConfirms(Self.mainChannel)
    try connection.declare(topology, on: Self.mainChannel)
    for subscription in subscriptions.values.sorted(by: { $0.id < $1.id }) { try consume(subscription, connection) }
    delay.reset()
    gate.set(open: true)
    logger.debug("connected to RabbitMQ")

    let tick = max(.milliseconds(100), min(.seconds(1), configuration.heartbeat / 3))
    while true {
      try handle(mailbox.drain(), connection)
      while let frame = try connection.nextFrame() { try handle(frame) }
      if mailbox.isStopping { return connection.close() }
      let now = ContinuousClock.now
      if batches.values.contains(where: { $0.deadline < now }) { throw RabbitMQError(.timedOut) }
      mailbox.pipe.wait(orReadable: connection.descriptor, timeout: tick)
    }
  }

  private func consume(_ subscription: Subscription, _ connection: AMQPConnection) throws(RabbitMQError) {
    let channel = nextChannel
    // Channel numbers start again at each connect. 2047 is the default limit of the broker.
    nextChannel = nextChannel >= 2047 ? 2 : nextChannel + 1
    guard consumers[channel] == nil else { throw RabbitMQError(.connectionLost, detail: "no free channel") }
    try connection.openChannel(channel)
    consumers[channel] = subscription.id
    try connection.consume(subscription.queue, prefetch: subscription.prefetch, on: channel)
  }

  /// When the connection is lost, the remaining commands are refused. Their topology and subscriptions are kept for the next connection.
  private func handle(_ commands: [ThreadCommand], _ connection: AMQPConnection) throws(RabbitMQError) {
    for (index, command) in commands.enumerated() {
      do { try handle(command, connection) } catch {
        for rest in commands[(index + 1)...] { refuse(rest, RabbitMQError(.notConnected)) }
        throw error
      }
    }
  }

  private func handle(_ command: ThreadCommand, _ connection: AMQPConnection) throws(RabbitMQError) {
    switch command {
    case .publish(let batch):
      nextBatch += 1
      batches[nextBatch] = (batch, .now + configuration.confirmTimeout)
      confirms.begin(nextBatch, count: batch.messages.count)
      for message in batch.messages {
        confirms.published(message.id, in: nextBatch)
        try connection.publish(message, on: Self.mainChannel)
      }
    case .settle(let receipt, let acknowledgement):
      if receipt.generation == generation, consumers[receipt.channel] != nil { try connection.settle(receipt, acknowledgement) }
    case .subscribe(let subscription):
      subscriptions[subscription.id] = subscription
      try consume(subscription, connection)
    case .unsubscribe(let id):
      subscriptions.removeValue(forKey: id)?.deliveries.finish()
      if let channel = consumers.first(where: { $0.value == id })?.key {
        consumers[channel] = nil
        assemblers[channel] = nil
        // Closing the channel requeues the deliveries that were not acknowledged.
        try connection.closeChannel(channel)
      }
    case .declare(let more):
      topology.merge(more)
      try connection.declare(more, on: Self.mainChannel)
    }
  }

  private func handle(_ frame: AMQPFrame) throws(RabbitMQError) {
    switch frame {
    case .confirm(let tag, let multiple, let accepted):
      for (id, outcome) in confirms.confirmed(tag: tag, multiple: multiple, accepted: accepted) {
        let batch = batches.removeValue(forKey: id)?.batch
        if outcome == ConfirmTracker.Outcome() {
          batch?.outcome.fulfil(.success(()))
        } else {
          batch?.outcome.fulfil(.failure(RabbitMQError(.undelivered(unroutable: outcome.unroutable, refused: outcome.refused))))
        }
      }
    case .start(let channel, let start):
      assemblers[channel, default: MessageAssembler()].begin(start)
    case .header(let channel, let size, let properties):
      if let message = assemblers[channel]?.header(bodySize: size, properties) { deliver(message, channel) }
    case .body(let channel, let bytes):
      if let message = assemblers[channel]?.body(bytes) { deliver(message, channel) }
    case .closed(let replyCode, let text):
      throw RabbitMQError(.refusedByBroker(replyCode: replyCode), detail: text)
    case .other:
      break
    }
  }

  private func deliver(_ message: MessageAssembler.Message, _ channel: UInt16) {
    switch message.start {
    case .returned:
      if let id = message.properties.messageID { confirms.returned(id) }
    case .delivery(let exchange, let routingKey, let isRedelivered, let tag):
      guard let id = consumers[channel], let subscription = subscriptions[id] else { return }
      subscription.deliveries.yield(
        RabbitMQDelivery(
          exchange: exchange, routingKey: routingKey, isRedelivered: isRedelivered, messageID: message.properties.messageID,
          contentType: message.properties.contentType, headers: message.properties.headers, body: message.body,
          receipt: DeliveryReceipt(generation: generation, channel: channel, tag: tag)))
    }
  }
}
