/// Who may call now, and who waits in line: pure. The longest waiting goes first.
struct CallQueue<Waiter: Sendable>: Sendable {
  enum Entrance: Sendable, Equatable { case entered, mustWait, full }

  private let limit: Int
  private let longest: Int
  private(set) var running = 0
  private var line: [(id: Int, waiter: Waiter)] = []
  private var head = 0

  /// - Parameters:
  ///   - limit: calls at once.
  ///   - longest: those who may wait.
  init(limit: Int, longest: Int) {
    self.limit = limit
    self.longest = longest
  }

  /// How many wait.
  var waiting: Int { line.count - head }

  /// A call wants to begin.
  mutating func enter() -> Entrance {
    if running < limit {
      running += 1
      return .entered
    }
    return waiting < longest ? .mustWait : .full
  }

  /// Takes a place in line; false when there was room meanwhile, which is then taken.
  mutating func wait(_ id: Int, _ waiter: Waiter) -> Bool {
    if running < limit {
      running += 1
      return false
    }
    line.append((id, waiter))
    return true
  }

  /// A call has ended; returns who takes its room.
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

  /// Someone waits no more; nil when it was not in line any longer.
  mutating func giveUp(_ id: Int) -> Waiter? {
    guard let place = line[head...].firstIndex(where: { $0.id == id }) else { return nil }
    return line.remove(at: place).waiter
  }
}
