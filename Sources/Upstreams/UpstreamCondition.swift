/// The state of an upstream as far as it is known.
public enum UpstreamCondition: String, Sendable {
  /// Nothing has been asked of it yet.
  case unknown
  case up
  /// Some calls fail.
  case degraded
  /// All calls fail, or the circuit breaker is open.
  case down
}
