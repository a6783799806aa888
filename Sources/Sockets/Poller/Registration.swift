import Concurrency

/// One watched descriptor of a loop: its readiness, and the tasks that wait for it with their deadlines.
///
/// A registration has one timer, which is set only for a deadline earlier than its own. When it fires before the deadline, since that has
/// moved on, it is set again. So a new deadline on each wait usually costs nothing.
final class Registration {
  unowned let loop: EventLoop
  var reading = WaitSide()
  var writing = WaitSide()
  /// The peer has finished sending: reading must continue to the end of the stream, since no further edge is reported.
  private(set) var isHungUp = false
  /// Called when the peer finishes sending or the descriptor is broken, once.
  var onHangUp: (() -> Void)?
  private(set) var isClosed = false
  /// Called after an event that leaves one direction waiting: a one-shot descriptor must be armed again for it.
  var onPartialEvent: (() -> Void)?
  /// Identifies the descriptor in the poller's events.
  private(set) var token: UInt64 = 0
  private var timer: TimerWheel<TimerAction>.Token?
  private var timerTime = MonotonicTime.never

  /// Takes a slot in the loop's table. On the loop.
  init(loop: EventLoop) {
    assert(loop.inLoop)
    self.loop = loop
    token = loop.registrations.insert(self)
  }

  /// Waits until reading is worth trying. On the loop.
  func waitForReading(until deadline: MonotonicTime) async -> WaitOutcome {
    if isClosed { return .closed }
    if reading.isReady { return .ready }
    return await withUnsafeContinuation { addReader($0, until: deadline, wait: 0) }
  }

  /// Waits until writing is worth trying. On the loop.
  func waitForWriting(until deadline: MonotonicTime) async -> WaitOutcome {
    if isClosed { return .closed }
    if writing.isReady { return .ready }
    return await withUnsafeContinuation { addWriter($0, until: deadline, wait: 0) }
  }

  func addReader(_ waiter: WaitSide.Waiter, until deadline: MonotonicTime, wait: UInt64) {
    reading.add(waiter, until: deadline, wait: wait)?.resume(returning: .closed)
    limit(to: deadline)
  }

  func addWriter(_ waiter: WaitSide.Waiter, until deadline: MonotonicTime, wait: UInt64) {
    writing.add(waiter, until: deadline, wait: wait)?.resume(returning: .closed)
    limit(to: deadline)
  }

  /// Handles an event of the poller.
  @inline(__always) func report(_ ready: PollInterest) {
    if ready.contains(.hangup), !isHungUp {
      isHungUp = true
      onHangUp?()
    }
    if ready.contains(.read) {
      reading.isReady = true
      reading.take()?.resume(returning: .ready)
    }
    if ready.contains(.write) {
      writing.isReady = true
      writing.take()?.resume(returning: .ready)
    }
    if let onPartialEvent, reading.isAwaited || writing.isAwaited { onPartialEvent() }
  }

  /// Ends the wait with this number as cancelled.
  func cancel(wait: UInt64) {
    reading.take(wait: wait)?.resume(returning: .cancelled)
    writing.take(wait: wait)?.resume(returning: .cancelled)
  }

  /// Ends both waits, and every later one, without closing the descriptor. On the loop, any number of times.
  func end(_ outcome: WaitOutcome = .closed) {
    guard !isClosed else { return }
    isClosed = true
    if let timer { loop.timers.cancel(timer) }
    timer = nil
    loop.registrations.remove(token)
    reading.take()?.resume(returning: outcome)
    writing.take()?.resume(returning: outcome)
  }

  /// The timer has fired: ends the waits whose deadline has passed, and sets the timer for the other.
  func timerFired() {
    timer = nil
    timerTime = .never
    let now = loop.now
    reading.takeExpired(at: now)?.resume(returning: .timedOut)
    writing.takeExpired(at: now)?.resume(returning: .timedOut)
    limit(to: min(reading.deadline, writing.deadline))
  }

  @inline(__always) private func limit(to deadline: MonotonicTime) {
    if deadline < timerTime { setTimer(deadline) }
  }

  private func setTimer(_ deadline: MonotonicTime) {
    if let timer { loop.timers.cancel(timer) }
    timerTime = deadline
    timer = loop.insertTimer(at: deadline, .registration(self))
  }
}

/// What runs when a loop's timer fires.
enum TimerAction {
  case registration(Registration)
  case token(TimerToken)
}
