import Synchronization

// @unchecked: `wheelToken` is touched on the loop's thread only; the body is under the mutex.
/// A body that runs once on a loop after a while, unless it is cancelled before.
public final class TimerToken: @unchecked Sendable {
  private let loop: EventLoop
  private let body: Mutex<(@Sendable () -> Void)?>
  private let onEnd: (@Sendable () -> Void)?
  private var wheelToken: TimerWheel<TimerAction>.Token?

  /// `onEnd` runs instead of the body when the loop ends first.
  init(loop: EventLoop, onEnd: (@Sendable () -> Void)? = nil, body: @escaping @Sendable () -> Void) {
    self.loop = loop
    self.onEnd = onEnd
    self.body = Mutex(body)
  }

  /// Keeps the body from running, if it has not begun. From any thread; again is harmless.
  public func cancel() {
    guard body.withLock({ $0.take() }) != nil else { return }
    if loop.inLoop { removeFromWheel() } else { loop.execute { self.removeFromWheel() } }
  }

  /// On the loop.
  func arm(at time: MonotonicTime) {
    guard body.withLock({ $0 != nil }) else { return }
    if loop.hasEnded { return abandon() }
    wheelToken = loop.insertTimer(at: time, .token(self))
  }

  /// On the loop.
  func fire() {
    wheelToken = nil
    body.withLock { $0.take() }?()
  }

  /// The loop has ended before the time came.
  func abandon() {
    wheelToken = nil
    if body.withLock({ $0.take() }) != nil { onEnd?() }
  }

  private func removeFromWheel() {
    if let wheelToken { loop.timers.cancel(wheelToken) }
    wheelToken = nil
  }
}
