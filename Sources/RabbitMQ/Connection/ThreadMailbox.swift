import Concurrency
import Synchronization

/// A command from a task to a connection's thread.
enum ThreadCommand: Sendable {
  case publish(PublishBatch)
  case settle(DeliveryReceipt, RabbitMQAcknowledgement)
  case subscribe(Subscription)
  case unsubscribe(UInt64)
  case declare(RabbitMQTopology)
}

/// Messages that are published together, and the outcome of their confirms.
struct PublishBatch: Sendable {
  let messages: [RabbitMQMessage]
  let outcome = Promise<Result<Void, RabbitMQError>>()
}

/// A consumer of one queue. It outlives connections.
struct Subscription: Sendable {
  let id: UInt64
  let queue: String
  let prefetch: UInt16
  let deliveries: AsyncStream<RabbitMQDelivery>.Continuation
}

/// Queues commands for the thread and wakes it.
final class ThreadMailbox: Sendable {
  private struct State {
    var commands: [ThreadCommand] = []
    var isStopping = false
    var isClosed = false
  }

  private let state = Mutex(State())
  let pipe: WakePipe

  init(pipe: WakePipe) { self.pipe = pipe }

  /// Returns false when the thread has ended.
  func post(_ command: ThreadCommand) -> Bool {
    let (isAccepted, mustWake) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.commands.append(command)
      return (true, state.commands.count == 1)
    }
    if mustWake { pipe.wake() }
    return isAccepted
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  func stop() {
    state.withLock { $0.isStopping = true }
    pipe.wake()
  }

  func drain() -> [ThreadCommand] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// Returns the last commands. Later ones are refused.
  func close() -> [ThreadCommand] {
    state.withLock { state in
      state.isClosed = true
      defer { state.commands = [] }
      return state.commands
    }
  }
}
