// @unchecked: everything here is touched on the loop's thread only; references to it travel in closures that run there.
/// One watched descriptor of a loop: what is known of its readiness, who waits for it, and until when.
///
/// A deadline costs nothing while it does not pass: there is one timer a registration, set no earlier than needed, and when it
/// fires too early (since the deadline has moved on) it sets itself again.
final class Registration: @unchecked Sendable {
  unowned let loop: EventLoop
  var reading = WaitSide()
  var writing = WaitSide()
  /// The peer has finished sending: reading must go on to the end of the stream, since no further edge comes.
  private(set) var isHungUp = false
  private(set) var isClosed = false
  /// Called after an event that leaves one direction waiting: a one-shot descriptor must be armed again for it.
  var onPartialEvent: (() -> Void)?
  /// What the poller calls this descriptor.
  private(set) var token: UInt64 = 0
  private var timer: TimerWheel<TimerAction>.Token?
  private var timerTime = MonotonicTime.never

  /// Takes a slot in the loop's table. On the loop.
  init(loop: EventLoop) {
    self.loop = loop
    token = loop.registrations.insert(self)
  }

  /// Waits until reading is worth trying. On the loop.
  nonisolated(nonsending) func waitForReading(until deadline: MonotonicTime) async -> WaitOutcome {
    if isClosed { return .closed }
    if reading.isReady { return .ready }
    return await withUnsafeContinuation { fileReader($0, until: deadline, ticket: 0) }
  }

  /// Waits until writing is worth trying. On the loop.
  nonisolated(nonsending) func waitForWriting(until deadline: MonotonicTime) async -> WaitOutcome {
    if isClosed { return .closed }
    if writing.isReady { return .ready }
    return await withUnsafeContinuation { fileWriter($0, until: deadline, ticket: 0) }
  }

  func fileReader(_ waiter: WaitSide.Waiter, until deadline: MonotonicTime, ticket: UInt64) {
    reading.file(waiter, until: deadline, ticket: ticket)?.resume(returning: .closed)
    limit(to: deadline)
  }

  func fileWriter(_ waiter: WaitSide.Waiter, until deadline: MonotonicTime, ticket: UInt64) {
    writing.file(waiter, until: deadline, ticket: ticket)?.resume(returning: .closed)
    limit(to: deadline)
  }

  /// An event of the poller.
  @inline(__always) func report(_ ready: PollInterest) {
    if ready.contains(.hangup) { isHungUp = true }
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

  /// Ends the waits of the ticket as cancelled.
  func cancel(ticket: UInt64) {
    reading.take(ticket: ticket)?.resume(returning: .cancelled)
    writing.take(ticket: ticket)?.resume(returning: .cancelled)
  }

  /// Ends both waits, and every later one, without closing the descriptor. On the loop; again is harmless.
  func end(_ outcome: WaitOutcome = .closed) {
    guard !isClosed else { return }
    isClosed = true
    if let timer { loop.timers.cancel(timer) }
    timer = nil
    loop.registrations.remove(token)
    reading.take()?.resume(returning: outcome)
    writing.take()?.resume(returning: outcome)
  }

  /// The timer has fired: ends what is over, and sets the timer for the rest.
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

/// What a loop's timer does.
enum TimerAction {
  case registration(Registration)
  case token(TimerToken)
}
