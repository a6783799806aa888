import Synchronization

/// What tasks ask of a connection's thread.
enum ThreadCommand: Sendable {
  case publish(PublishBatch)
  case settle(DeliveryReceipt, RabbitMQAcknowledgement)
  case subscribe(Subscription)
  case unsubscribe(UInt64)
  case declare(RabbitMQTopology)
}

/// Messages that are published together, and who waits for their confirms.
struct PublishBatch: Sendable {
  let messages: [RabbitMQMessage]
  let complete: @Sendable (Result<Void, RabbitMQError>) -> Void
}

/// A consumer of one queue, over all the connections of its life.
struct Subscription: Sendable {
  let id: UInt64
  let queue: String
  let prefetch: UInt16
  let deliveries: AsyncStream<RabbitMQDelivery>.Continuation
}

/// Commands on their way to the thread, which is woken for them.
final class ThreadMailbox: Sendable {
  private struct State {
    var commands: [ThreadCommand] = []
    var isStopping = false
    var isClosed = false
  }

  private let state = Mutex(State())
  let pipe: WakePipe

  init(pipe: WakePipe) { self.pipe = pipe }

  /// False: nobody takes commands any more.
  func post(_ command: ThreadCommand) -> Bool {
    let (isTaken, mustWake) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.commands.append(command)
      return (true, state.commands.count == 1)
    }
    if mustWake { pipe.wake() }
    return isTaken
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  func stop() {
    state.withLock { $0.isStopping = true }
    pipe.wake()
  }

  func takeAll() -> [ThreadCommand] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// The last commands; later ones are refused.
  func close() -> [ThreadCommand] {
    state.withLock { state in
      state.isClosed = true
      defer { state.commands = [] }
      return state.commands
    }
  }
}
