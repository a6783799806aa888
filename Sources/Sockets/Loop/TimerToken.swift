import Concurrency
import Synchronization

/// A closure that runs on a loop after a delay, unless it is cancelled first.
public final class TimerToken: Sendable {
  private struct State {
    var body: (@Sendable () -> Void)?
    /// Set while the timer is in the loop's wheel.
    var wheelToken: TimerWheel<TimerAction>.Token?
  }

  private let loop: EventLoop
  private let onEnd: (@Sendable () -> Void)?
  private let state: Mutex<State>

  /// `onEnd` runs instead of the body when the loop ends first.
  init(loop: EventLoop, onEnd: (@Sendable () -> Void)? = nil, body: @escaping @Sendable () -> Void) {
    self.loop = loop
    self.onEnd = onEnd
    state = Mutex(State(body: body))
  }

  /// Prevents the body from running, if it has not begun. From any thread, any number of times.
  public func cancel() {
    guard takeBody() != nil else { return }
    if loop.inLoop { removeFromWheel() } else { loop.execute { self.removeFromWheel() } }
  }

  /// Puts the timer into the wheel. On the loop.
  func arm(at time: MonotonicTime) {
    if loop.hasEnded { return abandon() }
    state.withLock { state in
      if state.body != nil { state.wheelToken = loop.insertTimer(at: time, .token(self)) }
    }
  }

  /// The time has come. On the loop.
  func fire() { takeBody()?() }

  /// The loop has ended before the time came.
  func abandon() {
    if takeBody() != nil { onEnd?() }
  }

  private func takeBody() -> (@Sendable () -> Void)? { state.withLock { $0.body.take() } }

  private func removeFromWheel() {
    if let wheelToken = state.withLock({ $0.wheelToken.take() }) { loop.timers.cancel(wheelToken) }
  }
}
