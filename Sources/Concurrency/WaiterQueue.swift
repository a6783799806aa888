/// The tasks that wait for one thing, in order of arrival.
///
/// A pure queue: its owner locks it, and fulfils outside the lock the promises that leave it. A waiter whose time is over, or whose task is
/// cancelled, calls `remove` and fulfils its promise only if that returned true: otherwise it has been served.
public struct WaiterQueue<Value: Sendable>: Sendable {
  public typealias Waiter = Promise<Value>

  @usableFromInline var waiters = Deque<Waiter>()

  /// A queue without waiters.
  @inlinable public init() {}

  /// How many tasks wait.
  @inlinable public var count: Int { waiters.count }

  /// Whether no task waits.
  @inlinable public var isEmpty: Bool { waiters.isEmpty }

  /// Adds a waiter at the end.
  @inlinable public mutating func append() -> Waiter {
    let waiter = Waiter()
    waiters.append(waiter)
    return waiter
  }

  /// Takes the waiter that has waited longest.
  @inlinable public mutating func popFirst() -> Waiter? { waiters.popFirst() }

  /// Takes a waiter out of the queue. Returns false when it has left already.
  @inlinable public mutating func remove(_ waiter: Waiter) -> Bool {
    guard let index = waiters.firstIndex(where: { $0 === waiter }) else { return false }
    waiters.remove(at: index)
    return true
  }

  /// Takes all waiters, in order of arrival.
  @inlinable public mutating func removeAll() -> Deque<Waiter> {
    defer { waiters = [] }
    return waiters
  }
}
