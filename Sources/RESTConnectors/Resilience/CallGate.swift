import Synchronization

/// Lets at most so many calls of a service run at once; the others wait in line, each until its deadline.
final class CallGate: Sendable {
  /// How a wait ends.
  enum Grant: Sendable { case entered, late, cancelled }
  private typealias Waiter = CheckedContinuation<Grant, Never>

  private let queue: Mutex<(line: CallQueue<Waiter>, lastID: Int)>
  private let clock: any CallClock

  init(limit: Int, clock: any CallClock) {
    // So many waiters that the line is a burst's, and so few that it does not outlive the burst.
    queue = Mutex((CallQueue(limit: limit, longest: max(1024, limit * 8)), 0))
    self.clock = clock
  }

  /// How many calls run, and how many wait.
  var load: (running: Int, waiting: Int) { queue.withLock { ($0.line.running, $0.line.waiting) } }

  /// Waits for room; gives how long, nil when there was room at once. Whoever has entered must leave.
  func enter(until deadline: Duration) async throws(UpstreamFailure) -> Duration? {
    let (entrance, id) = queue.withLock { queue in
      queue.lastID += 1
      return (queue.line.enter(), queue.lastID)
    }
    switch entrance {
    case .entered: return nil
    case .full: throw .overloaded
    case .mustWait: break
    }
    let begin = clock.now
    let remaining = deadline - begin
    guard remaining > .zero else { throw .overloaded }
    let grant = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        guard (try? await self.clock.sleep(for: remaining)) != nil else { return }
        self.giveUp(id, .late)
      }
      let grant = await self.wait(id)
      group.cancelAll()
      return grant
    }
    switch grant {
    case .entered: return clock.now - begin
    case .late: throw .overloaded
    case .cancelled: throw .cancelled
    }
  }

  /// Makes room for the next.
  func leave() { queue.withLock { $0.line.leave() }?.resume(returning: .entered) }

  private func wait(_ id: Int) async -> Grant {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Grant? = queue.withLock { queue in
          if Task.isCancelled { return .cancelled }
          return queue.line.wait(id, continuation) ? nil : .entered
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      giveUp(id, .cancelled)
    }
  }

  private func giveUp(_ id: Int, _ grant: Grant) { queue.withLock { $0.line.giveUp(id) }?.resume(returning: grant) }
}
