import Synchronization

/// Limits the calls that run at the same time. Further callers wait in order, each until its deadline.
final class ConcurrencyLimiter: Sendable {
  /// How a wait ends.
  enum Outcome: Sendable { case entered, late, cancelled }
  private typealias Waiter = CheckedContinuation<Outcome, Never>

  private let queue: Mutex<(line: LimiterQueue<Waiter>, lastID: Int)>
  private let clock: any CallClock

  init(limit: Int, clock: any CallClock) {
    // Enough waiters for a burst, and few enough that they are served before their deadlines.
    queue = Mutex((LimiterQueue(limit: limit, maxWaiting: max(1024, limit * 8)), 0))
    self.clock = clock
  }

  var load: (running: Int, waiting: Int) { queue.withLock { ($0.line.running, $0.line.waiting) } }

  /// Waits until a call may run; returns the time waited, nil for none. The caller must call `leave` afterwards.
  func enter(until deadline: Duration) async throws(UpstreamFailure) -> Duration? {
    let (entry, id) = queue.withLock { queue in
      queue.lastID += 1
      return (queue.line.enter(), queue.lastID)
    }
    switch entry {
    case .entered: return nil
    case .full: throw .overloaded
    case .mustWait: break
    }
    let begin = clock.now
    let remaining = deadline - begin
    guard remaining > .zero else { throw .overloaded }
    let outcome = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        guard (try? await self.clock.sleep(for: remaining)) != nil else { return }
        self.end(id, .late)
      }
      let outcome = await self.wait(id)
      group.cancelAll()
      return outcome
    }
    switch outcome {
    case .entered: return clock.now - begin
    case .late: throw .overloaded
    case .cancelled: throw .cancelled
    }
  }

  /// Ends a call; the next waiter runs.
  func leave() { queue.withLock { $0.line.leave() }?.resume(returning: .entered) }

  private func wait(_ id: Int) async -> Outcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome: Outcome? = queue.withLock { queue in
          if Task.isCancelled { return .cancelled }
          return queue.line.wait(id, continuation) ? nil : .entered
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      end(id, .cancelled)
    }
  }

  private func end(_ id: Int, _ outcome: Outcome) { queue.withLock { $0.line.cancel(id) }?.resume(returning: outcome) }
}
