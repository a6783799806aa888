import Concurrency
import Synchronization

/// A bounded queue of blocking work for a fixed number of threads.
final class WorkQueue: Sendable {
  typealias Work = @Sendable () -> Void

  private struct State {
    var waiting = Deque<Work>()
    var isClosed = false
  }

  /// What the threads retain. It is not the queue itself, so that releasing the queue can end them.
  private final class Shared: Sendable {
    let state = Mutex(State())
    let signal = WakeSignal()

    func next() -> Work? {
      signal.wait()
      return state.withLock { $0.waiting.popFirst() }
    }
  }

  private let shared = Shared()
  private let threads: Int
  private let limit: Int

  init(threads: Int, limit: Int) {
    self.threads = threads
    self.limit = limit
    let shared = shared
    for _ in 0..<threads {
      SystemThread.detach {
        while let work = shared.next() { work() }
      }
    }
  }

  /// Returns whether the work was accepted. It is not when the queue is full or closed.
  func submit(_ work: @escaping Work) -> Bool {
    let isAccepted = shared.state.withLock { state in
      guard !state.isClosed, state.waiting.count < limit else { return false }
      state.waiting.append(work)
      return true
    }
    if isAccepted { shared.signal.signal() }
    return isAccepted
  }

  /// Ends the threads when all accepted work is done: each then wakes with an empty queue.
  func close() {
    shared.state.withLock { $0.isClosed = true }
    for _ in 0..<threads { shared.signal.signal() }
  }
}
