/// How long to wait before the next try: doubles from `initial` up to `maximum`, each wait drawn from its upper half,
/// so that many clients of one server that came back do not arrive together.
public struct Backoff: Sendable {
  private let initial: Duration
  private let maximum: Duration
  private var ceiling: Duration

  /// Waits of about `initial`, 2 · `initial`, … `maximum`.
  public init(initial: Duration, maximum: Duration) {
    self.initial = initial
    self.maximum = max(initial, maximum)
    ceiling = initial
  }

  /// The next wait, at least half and at most all of the current ceiling.
  public mutating func next() -> Duration {
    var generator = SystemRandomNumberGenerator()
    return next(using: &generator)
  }

  /// The next wait with a given source of randomness.
  public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    let wait = ceiling * Double.random(in: 0.5...1, using: &generator)
    ceiling = min(maximum, ceiling * 2)
    return wait
  }

  /// After a success: the next failure starts from `initial` again.
  public mutating func reset() { ceiling = initial }
}
