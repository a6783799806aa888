import Synchronization

extension EventLoop {
  /// Runs a body on the loop after a while. From any thread.
  @discardableResult
  public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> TimerToken {
    let token = TimerToken(loop: self, body: body)
    let time = MonotonicTime.now.advanced(by: delay)
    if inLoop { token.arm(at: time) } else { execute { token.arm(at: time) } }
    return token
  }

  /// Suspends the task for a while. Throws `SocketError.cancelled` when the task is cancelled first.
  public func sleep(for duration: Duration) async throws(SocketError) {
    let nap = Nap()
    let isOver = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        nap.begin(continuation, timer: schedule(after: duration) { nap.end(true) })
      }
    } onCancel: {
      nap.end(false)
    }
    if !isOver { throw .cancelled }
  }
}

/// A sleeping task: ended once, by its timer or by its cancellation, in whatever order these and the beginning come.
private final class Nap: Sendable {
  private struct State: Sendable {
    var sleeper: CheckedContinuation<Bool, Never>?
    var timer: TimerToken?
    var outcome: Bool?
  }

  private let state = Mutex(State())

  func begin(_ sleeper: CheckedContinuation<Bool, Never>, timer: TimerToken) {
    let outcome = state.withLock { state in
      if state.outcome == nil {
        state.sleeper = sleeper
        state.timer = timer
      }
      return state.outcome
    }
    guard let outcome else { return }
    timer.cancel()
    sleeper.resume(returning: outcome)
  }

  func end(_ isOver: Bool) {
    let (sleeper, timer) = state.withLock { state in
      if state.outcome == nil { state.outcome = isOver }
      return (state.sleeper.take(), state.timer.take())
    }
    timer?.cancel()
    sleeper?.resume(returning: isOver)
  }
}
