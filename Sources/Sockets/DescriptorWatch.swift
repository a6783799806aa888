import Synchronization

// @unchecked: `registration`'s state is touched on the loop's thread only; the rest is immutable or atomic.
/// Watches a descriptor that somebody else owns (libpq, hiredis): level-triggered semantics, one reader and one writer waiting at most.
///
/// Each wait asks the system anew, so a library that leaves bytes unread is told again. From any task; quickest from one on the loop.
public final class DescriptorWatch: @unchecked Sendable {
  private let descriptor: Int32
  private let loop: EventLoop
  private let isClosed = Atomic<Bool>(false)
  private let tickets = Atomic<UInt64>(0)
  private var registration: Registration?

  /// Begins to watch. The descriptor must stay open until `close()`.
  public init(descriptor: Int32, loop: EventLoop) throws(SocketError) {
    guard descriptor >= 0 else { throw .closed }
    self.descriptor = descriptor
    self.loop = loop
  }

  deinit {
    guard !isClosed.load(ordering: .acquiring), let registration else { return }
    loop.poller.remove(descriptor)
    loop.execute { registration.end() }
  }

  /// Waits until reading would not block, or the peer is gone. Throws `.timedOut`, `.cancelled` or `.closed`.
  public func readable(deadline: ContinuousClock.Instant? = nil) async throws(SocketError) {
    try await wait(.read, deadline)
  }

  /// Waits until writing would not block, or the peer is gone. Throws `.timedOut`, `.cancelled` or `.closed`.
  public func writable(deadline: ContinuousClock.Instant? = nil) async throws(SocketError) {
    try await wait(.write, deadline)
  }

  /// Stops watching and wakes the waiters with `.closed`. Does not close the descriptor; call it before whoever owns it does.
  public func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    loop.poller.remove(descriptor)
    if loop.inLoop { registration?.end() } else { loop.execute { self.registration?.end() } }
  }

  private func wait(_ direction: PollInterest, _ deadline: ContinuousClock.Instant?) async throws(SocketError) {
    let limit = deadline.map { MonotonicTime.now.advanced(by: $0 - .now) } ?? .never
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    let cancellation = CancellationMark()
    let outcome = await withTaskCancellationHandler {
      await withUnsafeContinuation { (waiter: WaitSide.Waiter) in
        if loop.inLoop {
          file(waiter, direction, limit, ticket, cancellation)
        } else {
          loop.execute({ self.file(waiter, direction, limit, ticket, cancellation) }, otherwise: { waiter.resume(returning: .closed) })
        }
      }
    } onCancel: {
      // Marked before it is posted: whoever files later sees the mark, whoever filed earlier is found by the ticket.
      cancellation.isSet.store(true, ordering: .releasing)
      loop.execute { self.registration?.cancel(ticket: ticket) }
    }
    switch outcome {
    case .ready: return
    case .timedOut: throw .timedOut
    case .closed: throw .closed
    case .cancelled: throw .cancelled
    }
  }

  private func file(
    _ waiter: WaitSide.Waiter, _ direction: PollInterest, _ limit: MonotonicTime, _ ticket: UInt64, _ mark: CancellationMark
  ) {
    if mark.isSet.load(ordering: .acquiring) { return waiter.resume(returning: .cancelled) }
    if isClosed.load(ordering: .acquiring) || loop.hasEnded { return waiter.resume(returning: .closed) }
    let registration = self.registration ?? makeRegistration()
    if direction == .read {
      registration.fileReader(waiter, until: limit, ticket: ticket)
    } else {
      registration.fileWriter(waiter, until: limit, ticket: ticket)
    }
    arm(registration)
  }

  private func makeRegistration() -> Registration {
    let new = Registration(loop: loop)
    new.onPartialEvent = { [weak self, weak new] in
      if let self, let new { self.arm(new) }
    }
    registration = new
    return new
  }

  /// Asks for exactly the directions that are awaited.
  private func arm(_ registration: Registration) {
    var interest: PollInterest = []
    if registration.reading.isAwaited { interest.insert(.read) }
    if registration.writing.isAwaited { interest.insert(.write) }
    guard !interest.isEmpty, !isClosed.load(ordering: .acquiring) else { return }
    do {
      try loop.poller.arm(descriptor, interest, .oneShot, token: registration.token)
    } catch {
      // The descriptor is not one any more: whoever owns it finds out on the next call.
      registration.end()
    }
  }
}

/// Whether one wait was cancelled before it was filed.
private final class CancellationMark: Sendable {
  let isSet = Atomic<Bool>(false)
}
