import Synchronization

/// What the last probes found, and whether the gateway is on its way out. Written by `UpstreamProbe`, read by `HealthHandler`.
final class UpstreamHealth: Sendable {
  /// What is known of an upstream.
  enum Condition: String, Sendable {
    case unknown, up, down
  }

  private struct State {
    var conditions: [String: Condition]
    var isDraining = false
  }

  /// The upstreams' names, sorted.
  let names: [String]
  private let state: Mutex<State>

  init(names: [String]) {
    self.names = names.sorted()
    state = Mutex(State(conditions: Dictionary(names.map { ($0, .unknown) }) { first, _ in first }))
  }

  /// Notes what a probe found; true when that is news.
  @discardableResult
  func note(_ name: String, _ condition: Condition) -> Bool {
    state.withLock { state in
      let before = state.conditions.updateValue(condition, forKey: name)
      return before != condition
    }
  }

  /// From now on no new work should be sent here.
  func beginDraining() { state.withLock { $0.isDraining = true } }

  /// Whether SIGTERM has come.
  var isDraining: Bool { state.withLock { $0.isDraining } }

  /// Each upstream with its condition, sorted by name.
  var conditions: [(name: String, condition: Condition)] {
    state.withLock { state in names.map { ($0, state.conditions[$0] ?? .unknown) } }
  }

  /// Ready: not draining, and every upstream answered its last probe.
  var isReady: Bool { state.withLock { !$0.isDraining && $0.conditions.values.allSatisfy { $0 == .up } } }
}
