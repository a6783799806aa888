/// When a circuit breaker opens, and for how long.
public struct BreakerPolicy: Sendable, Equatable {
  /// The percentage of failed calls that opens the breaker.
  public let errorPercent: Int
  /// The number of calls in ten seconds below which the breaker does not open.
  public let minRequests: Int
  /// How long the breaker stays open before it lets a probe through.
  public let openDuration: Duration

  public init(errorPercent: Int, minRequests: Int, openDuration: Duration) {
    self.errorPercent = errorPercent
    self.minRequests = minRequests
    self.openDuration = openDuration
  }
}

/// Rejects calls to an upstream that is down. Pure: the caller passes the time.
///
/// Closed: calls pass, and failures of the last ten seconds are counted. Open: no call passes. Half open, after `openDuration`: one call
/// passes as a probe, and its outcome closes or reopens the breaker.
struct CircuitBreaker: Sendable {
  /// The outcome of a call.
  enum Outcome: Sendable { case success, failure, unknown }

  /// The permission for one call.
  struct Admission: Sendable, Equatable {
    /// The closed or half-open period of the call. An outcome that arrives after its period is ignored.
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
  /// Whether the last call whose outcome is known failed; nil before the first one.
  private var lastFailed: Bool?
  private var period = 0
  private var window = CallWindow()

  init(policy: BreakerPolicy) {
    self.policy = policy
  }

  /// Returns the permission for a call; nil while the breaker is open.
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

  /// Records the end of a call.
  mutating func record(_ outcome: Outcome, of admission: Admission, at now: Duration) {
    if outcome != .unknown { lastFailed = outcome == .failure }
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
    guard outcome == .failure else { return }
    let (calls, failures) = window.totals(at: now)
    if calls >= policy.minRequests, failures * 100 >= policy.errorPercent * calls { open(at: now) }
  }

  /// What the calls of the last ten seconds show, or else the last call.
  func condition(at now: Duration) -> UpstreamCondition {
    guard let lastFailed else { return .unknown }
    switch state {
    case .open: return .down
    case .halfOpen: return .degraded
    case .closed: break
    }
    let (calls, failures) = window.totals(at: now)
    if calls == 0 { return lastFailed ? .down : .up }
    return failures == 0 ? .up : failures == calls ? .down : .degraded
  }

  private mutating func open(at now: Duration) {
    state = .open(until: now + policy.openDuration)
    period += 1
  }
}

/// Calls and failures of the last ten seconds, one slot per second.
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
