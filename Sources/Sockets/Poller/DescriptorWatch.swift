import Concurrency
import Synchronization

/// Watches a descriptor that a C library owns (libpq, hiredis). Readiness is level-triggered; at most one task waits to read and one to write.
///
/// Each wait asks the system again, so a library that leaves bytes unread is notified of them. From any task; fastest on the loop.
public final class DescriptorWatch: Sendable {
  private final class State {
    var registration: Registration?
  }

  private let descriptor: Int32
  private let loop: EventLoop
  private let isClosed = Atomic<Bool>(false)
  private let waits = Atomic<UInt64>(0)
  private let state: LoopBound<State>

  /// Prepares to watch a descriptor, which must stay open until `close()`.
  public init(descriptor: Int32, loop: EventLoop) throws(SocketError) {
    guard descriptor >= 0 else { throw .closed }
    self.descriptor = descriptor
    self.loop = loop
    state = LoopBound(State(), to: loop)
  }

  deinit {
    guard !isClosed.load(ordering: .acquiring) else { return }
    loop.poller.remove(descriptor)
    loop.execute { [state] in state.value.registration?.end() }
  }

  /// Waits until reading would not block, or the peer is gone. Throws `.timedOut`, `.cancelled` or `.closed`.
  public func readable(deadline: ContinuousClock.Instant? = nil) async throws(SocketError) {
    try await wait(.read, deadline)
  }

  /// Waits until writing would not block, or the peer is gone. Throws `.timedOut`, `.cancelled` or `.closed`.
  public func writable(deadline: ContinuousClock.Instant? = nil) async throws(SocketError) {
    try await wait(.write, deadline)
  }

  /// Stops watching and ends the waits with `.closed`. Does not close the descriptor; its owner must call this before closing it.
  public func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    loop.poller.remove(descriptor)
    if loop.inLoop { state.value.registration?.end() } else { loop.execute { [state] in state.value.registration?.end() } }
  }

  private func wait(_ direction: PollInterest, _ deadline: ContinuousClock.Instant?) async throws(SocketError) {
    let limit = deadline.map { MonotonicTime.now.advanced(by: $0 - .now) } ?? .never
    let wait = waits.wrappingAdd(1, ordering: .relaxed).newValue
    let cancellation = CancellationMark()
    let outcome = await withTaskCancellationHandler {
      await withUnsafeContinuation { (waiter: WaitSide.Waiter) in
        if loop.inLoop {
          begin(waiter, direction, limit, wait, cancellation)
        } else {
          loop.execute({ self.begin(waiter, direction, limit, wait, cancellation) }, otherwise: { waiter.resume(returning: .closed) })
        }
      }
    } onCancel: {
      // The mark is set first: a wait that begins later sees it, and a wait that began earlier is found by its number.
      cancellation.isSet.store(true, ordering: .releasing)
      loop.execute { [state] in state.value.registration?.cancel(wait: wait) }
    }
    switch outcome {
    case .ready: return
    case .timedOut: throw .timedOut
    case .closed: throw .closed
    case .cancelled: throw .cancelled
    }
  }

  private func begin(
    _ waiter: WaitSide.Waiter, _ direction: PollInterest, _ limit: MonotonicTime, _ wait: UInt64, _ mark: CancellationMark
  ) {
    if mark.isSet.load(ordering: .acquiring) { return waiter.resume(returning: .cancelled) }
    if isClosed.load(ordering: .acquiring) || loop.hasEnded { return waiter.resume(returning: .closed) }
    let registration = state.value.registration ?? makeRegistration()
    if direction == .read {
      registration.addReader(waiter, until: limit, wait: wait)
    } else {
      registration.addWriter(waiter, until: limit, wait: wait)
    }
    arm(registration)
  }

  private func makeRegistration() -> Registration {
    let new = Registration(loop: loop)
    new.onPartialEvent = { [weak self, weak new] in
      if let self, let new { self.arm(new) }
    }
    state.value.registration = new
    return new
  }

  /// Arms the descriptor for the directions that are awaited.
  private func arm(_ registration: Registration) {
    var interest: PollInterest = []
    if registration.reading.isAwaited { interest.insert(.read) }
    if registration.writing.isAwaited { interest.insert(.write) }
    guard !interest.isEmpty, !isClosed.load(ordering: .acquiring) else { return }
    do {
      try loop.poller.arm(descriptor, interest, .oneShot, token: registration.token)
    } catch {
      // The descriptor has been closed: its owner gets the error on its next call.
      registration.end()
    }
  }
}

/// Whether one wait was cancelled before it began.
private final class CancellationMark: Sendable {
  let isSet = Atomic<Bool>(false)
}
