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

  private let state: Mutex<State>

  init(names: [String]) {
    state = Mutex(State(conditions: Dictionary(names.map { ($0, .unknown) }) { first, _ in first }))
  }

  /// The upstreams' names, sorted.
  var names: [String] { state.withLock { $0.conditions.keys.sorted() } }

  /// Other upstreams from now on; what is known of those that stay is kept.
  func replace(names: [String]) {
    state.withLock { state in
      let known = state.conditions
      state.conditions = Dictionary(names.map { ($0, known[$0] ?? .unknown) }) { first, _ in first }
    }
  }

  /// Notes what a probe found; true when that is news.
  @discardableResult
  func note(_ name: String, _ condition: Condition) -> Bool {
    state.withLock { state in
      guard state.conditions[name] != nil else { return false }
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
    state.withLock { $0.conditions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  /// Ready: not draining, and every upstream answered its last probe.
  var isReady: Bool { state.withLock { !$0.isDraining && $0.conditions.values.allSatisfy { $0 == .up } } }
}
