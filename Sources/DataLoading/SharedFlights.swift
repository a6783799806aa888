import Synchronization

/// Work that is under way, shared between tasks that want the same at the same time. Nothing is remembered once it is done.
///
/// The first task for a key leads and does the work itself; those that come meanwhile follow and wait for its value. A value that must not be
/// shared, a failure above all, is the leader's alone: its followers begin again, once more together, then each on its own. A leader that is
/// cancelled is such a failure, and so cancels nobody but itself.
package final class SharedFlights<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let state = Mutex(FlightTable<Key, Value>())

  /// No work under way.
  package init() {}

  /// The value for a key, and whether another task has made it.
  ///
  /// - Parameters:
  ///   - isShareable: whether followers may have the leader's value.
  ///   - make: does the work; must end when its task is cancelled.
  package func value(
    for key: Key, isShareable: (Value) -> Bool, make: () async -> Value
  ) async -> (value: Value, isShared: Bool) {
    var rounds = 2
    while rounds > 0, !Task.isCancelled {
      guard state.withLock({ $0.lead(key) }) else {
        switch await follow(key) {
        case .value(let value): return (value, true)
        case .failed: rounds -= 1
        case .ended: break
        }
        continue
      }
      let value = await make()
      let followers = state.withLock { $0.end(key) }
      let wake: FlightTable<Key, Value>.Wake = isShareable(value) ? .value(value) : .failed
      for follower in followers { follower.resume(returning: wake) }
      return (value, false)
    }
    return (await make(), false)
  }

  /// How many tasks wait for a key; nil when nobody works on it.
  package func followers(of key: Key) -> Int? { state.withLock { $0.flights[key]?.count } }

  private func follow(_ key: Key) async -> FlightTable<Key, Value>.Wake {
    let id = state.withLock { $0.makeID() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isWaiting = state.withLock { $0.follow(key, id, continuation, isCancelled: Task.isCancelled) }
        if !isWaiting { continuation.resume(returning: .ended) }
      }
    } onCancel: {
      state.withLock { $0.leave(key, id) }?.resume(returning: .ended)
    }
  }
}

/// What `SharedFlights` knows: pure.
struct FlightTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  /// How a follower's wait ends.
  enum Wake: Sendable {
    case value(Value)
    case failed
    /// There is nothing to wait for any more.
    case ended
  }
  typealias Follower = CheckedContinuation<Wake, Never>

  private(set) var flights: [Key: [Int: Follower]] = [:]
  private var lastID = 0

  mutating func makeID() -> Int {
    lastID += 1
    return lastID
  }

  /// Begins a flight; false when there is one.
  mutating func lead(_ key: Key) -> Bool {
    guard flights[key] == nil else { return false }
    flights[key] = [:]
    return true
  }

  /// Waits for a flight; false when it has ended meanwhile, or the follower has.
  mutating func follow(_ key: Key, _ id: Int, _ follower: Follower, isCancelled: Bool) -> Bool {
    guard !isCancelled, flights[key] != nil else { return false }
    flights[key]?[id] = follower
    return true
  }

  mutating func leave(_ key: Key, _ id: Int) -> Follower? { flights[key]?.removeValue(forKey: id) }

  /// Ends a flight; returns who is to be woken.
  mutating func end(_ key: Key) -> [Follower] {
    flights.removeValue(forKey: key).map { Array($0.values) } ?? []
  }
}
