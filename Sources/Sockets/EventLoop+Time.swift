import Synchronization

extension EventLoop {
  /// Runs a body on the loop after a while; not at all when the loop ends first. From any thread.
  @discardableResult
  public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> TimerToken {
    start(TimerToken(loop: self, body: body), after: delay)
  }

  /// Suspends the task for a while. Throws `SocketError.cancelled` when the task is cancelled first, `.closed` when the loop ends first.
  public func sleep(for duration: Duration) async throws(SocketError) {
    let nap = Nap()
    let failure = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let token = TimerToken(loop: self, onEnd: { nap.end(.closed) }, body: { nap.end(nil) })
        nap.begin(continuation, timer: token)
        start(token, after: duration)
      }
    } onCancel: {
      nap.end(.cancelled)
    }
    if let failure { throw failure }
  }

  @discardableResult
  private func start(_ token: TimerToken, after delay: Duration) -> TimerToken {
    let time = MonotonicTime.now.advanced(by: delay)
    if inLoop {
      token.arm(at: time)
    } else {
      execute({ token.arm(at: time) }, otherwise: token.abandon)
    }
    return token
  }
}

/// A sleeping task: ended once, by its timer, its cancellation or its loop's end, in whatever order these and the beginning come.
private final class Nap: Sendable {
  private struct State: Sendable {
    var sleeper: CheckedContinuation<SocketError?, Never>?
    var timer: TimerToken?
    var hasEnded = false
    var failure: SocketError?
  }

  private let state = Mutex(State())

  func begin(_ sleeper: CheckedContinuation<SocketError?, Never>, timer: TimerToken) {
    let (hasEnded, failure) = state.withLock { state in
      if !state.hasEnded {
        state.sleeper = sleeper
        state.timer = timer
      }
      return (state.hasEnded, state.failure)
    }
    guard hasEnded else { return }
    timer.cancel()
    sleeper.resume(returning: failure)
  }

  func end(_ failure: SocketError?) {
    let (sleeper, timer) = state.withLock { state -> (CheckedContinuation<SocketError?, Never>?, TimerToken?) in
      guard !state.hasEnded else { return (nil, nil) }
      state.hasEnded = true
      state.failure = failure
      return (state.sleeper.take(), state.timer.take())
    }
    timer?.cancel()
    sleeper?.resume(returning: failure)
  }
}
