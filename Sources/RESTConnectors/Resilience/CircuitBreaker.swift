/// Keeps calls from a service that is down: pure, told the time by its caller.
///
/// Closed: calls go; their failures are counted over the last ten seconds. Open: none goes. Half open, after `openMs`: one goes as a probe, and
/// its end closes or opens the breaker again.
struct CircuitBreaker: Sendable {
  /// How a call ended, for the breaker.
  enum Outcome: Sendable { case success, failure, unknown }

  /// Leave for one call.
  struct Admission: Sendable, Equatable {
    /// Which closed or half-open period it belongs to: what ends later than its period counts no more.
    fileprivate let period: Int
    fileprivate let isProbe: Bool
  }

  enum State: Sendable, Equatable {
    case closed
    case open(until: Duration)
    case halfOpen(isProbing: Bool)
  }

  private let policy: BreakerPolicy
  private(set) var state = State.closed
  private var period = 0
  private var window = CallWindow()

  init(policy: BreakerPolicy) {
    self.policy = policy
  }

  /// Leave for a call; nil while the service counts as down.
  mutating func admit(at now: Duration) -> Admission? {
    if case .open(let until) = state, now >= until {
      state = .halfOpen(isProbing: false)
      period += 1
    }
    switch state {
    case .closed: return Admission(period: period, isProbe: false)
    case .open, .halfOpen(isProbing: true): return nil
    case .halfOpen(isProbing: false):
      state = .halfOpen(isProbing: true)
      return Admission(period: period, isProbe: true)
    }
  }

  /// A call has ended.
  mutating func record(_ outcome: Outcome, of admission: Admission, at now: Duration) {
    guard admission.period == period else { return }
    if admission.isProbe {
      switch outcome {
      case .success:
        state = .closed
        period += 1
        window = CallWindow()
      case .failure: open(at: now)
      case .unknown: state = .halfOpen(isProbing: false)
      }
      return
    }
    guard outcome != .unknown else { return }
    window.add(isFailure: outcome == .failure, at: now)
    let (calls, failures) = window.totals(at: now)
    if outcome == .failure, calls >= policy.minRequests, failures * 100 >= policy.errorPercent * calls { open(at: now) }
  }

  private mutating func open(at now: Duration) {
    state = .open(until: now + .milliseconds(policy.openMs))
    period += 1
  }
}

/// Calls and failures of the last ten seconds, in ten slots.
private struct CallWindow: Sendable {
  private struct Slot: Sendable {
    var second: Int64 = -1
    var calls = 0
    var failures = 0
  }

  private var slots = Array(repeating: Slot(), count: 10)

  mutating func add(isFailure: Bool, at now: Duration) {
    let second = now.components.seconds
    let index = Int(second % 10)
    if slots[index].second != second { slots[index] = Slot(second: second) }
    slots[index].calls += 1
    if isFailure { slots[index].failures += 1 }
  }

  func totals(at now: Duration) -> (calls: Int, failures: Int) {
    let oldest = now.components.seconds - 9
    return slots.reduce(into: (0, 0)) { totals, slot in
      guard slot.second >= oldest else { return }
      totals.0 += slot.calls
      totals.1 += slot.failures
    }
  }
}
