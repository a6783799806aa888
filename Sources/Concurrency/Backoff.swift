/// The delay before the next attempt. It doubles from `initial` up to `maximum`, and each delay is drawn from the upper half of its range,
/// so that the clients of a restarted server do not all return at once.
public struct Backoff: Sendable {
  private let initial: Duration
  private let maximum: Duration
  private var ceiling: Duration

  /// Delays of at most `initial`, 2 · `initial`, … `maximum`.
  public init(initial: Duration, maximum: Duration) {
    self.initial = initial
    self.maximum = max(initial, maximum)
    ceiling = initial
  }

  /// The next delay: between half of the current ceiling and all of it.
  public mutating func next() -> Duration {
    var generator = SystemRandomNumberGenerator()
    return next(using: &generator)
  }

  /// The next delay, from the given source of randomness.
  public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    let wait = ceiling * Double.random(in: 0.5...1, using: &generator)
    ceiling = min(maximum, ceiling * 2)
    return wait
  }

  /// Starts from `initial` again. Call it after a success.
  public mutating func reset() { ceiling = initial }
}
