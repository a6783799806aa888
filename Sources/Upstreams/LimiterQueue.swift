/// The state of a concurrency limiter: how many calls run, and who waits, first in first out.
struct LimiterQueue<Waiter: Sendable>: Sendable {
  enum Entry: Sendable, Equatable { case entered, mustWait, full }

  private let limit: Int
  private let maxWaiting: Int
  private(set) var running = 0
  private var line: [(id: Int, waiter: Waiter)] = []
  private var head = 0

  /// - Parameters:
  ///   - limit: calls that may run at the same time.
  ///   - maxWaiting: callers that may wait.
  init(limit: Int, maxWaiting: Int) {
    self.limit = limit
    self.maxWaiting = maxWaiting
  }

  var waiting: Int { line.count - head }

  /// Starts a call if the limit allows it.
  mutating func enter() -> Entry {
    if running < limit {
      running += 1
      return .entered
    }
    return waiting < maxWaiting ? .mustWait : .full
  }

  /// Adds a waiter; false when a call has ended since `enter`, and the caller runs instead.
  mutating func wait(_ id: Int, _ waiter: Waiter) -> Bool {
    if running < limit {
      running += 1
      return false
    }
    line.append((id, waiter))
    return true
  }

  /// Ends a call; returns the waiter that runs in its place.
  mutating func leave() -> Waiter? {
    guard head < line.count else {
      running -= 1
      return nil
    }
    let next = line[head].waiter
    head += 1
    if head > 64, head * 2 > line.count {
      line.removeFirst(head)
      head = 0
    }
    return next
  }

  /// Removes a waiter; nil when it no longer waits.
  mutating func cancel(_ id: Int) -> Waiter? {
    guard let index = line[head...].firstIndex(where: { $0.id == id }) else { return nil }
    return line.remove(at: index).waiter
  }
}
