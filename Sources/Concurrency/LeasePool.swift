/// A bounded pool of exclusive resources as a pure state machine: its owner holds the lock, opens resources and fulfils waiters.
///
/// A resource is idle or leased. At most `capacity` resources exist or are being opened. Waiters are served in order of arrival; at most
/// `waitingLimit` may wait in addition to those for whom a resource is being opened.
public struct LeasePool<Resource: Sendable, Failure: Error> {
  public typealias Waiter = Promise<Result<Resource, Failure>>

  /// What the owner does for a request.
  public enum Lease {
    /// Use this resource, and return it by `release` or `discard`.
    case granted(Resource)
    /// Wait for this promise. `openOne`: also open one more resource, and report it by `opened` or `openFailed`.
    case wait(Waiter, openOne: Bool)
    /// Too many requests wait already.
    case rejected
  }

  private let capacity: Int
  private let waitingLimit: Int
  private var idle: [Resource] = []
  private var count = 0
  private var opening = 0
  private var waiters = WaiterQueue<Result<Resource, Failure>>()

  /// A pool without resources.
  public init(capacity: Int, waitingLimit: Int) {
    self.capacity = max(1, capacity)
    self.waitingLimit = max(0, waitingLimit)
  }

  /// The number of waiting requests.
  public var waitingCount: Int { waiters.count }
  /// The number of idle resources.
  public var idleCount: Int { idle.count }
  /// The number of resources that exist or are being opened.
  public var openCount: Int { count }

  /// Leases the resource that was used last, so that the others can expire.
  public mutating func lease() -> Lease {
    if let resource = idle.popLast() { return .granted(resource) }
    let opensOne = count < capacity && opening <= waiters.count
    guard opensOne || waiters.count - opening < waitingLimit else { return .rejected }
    if opensOne { countOpening() }
    return .wait(waiters.append(), openOne: opensOne)
  }

  /// A resource was opened: pass it to the returned waiter, or keep it idle.
  public mutating func opened(_ resource: Resource) -> Waiter? {
    opening = max(0, opening - 1)
    return assign(resource)
  }

  /// A resource could not be opened, and no further attempt follows.
  public mutating func openFailed() {
    opening = max(0, opening - 1)
    count = max(0, count - 1)
  }

  /// Returns a leased resource: pass it to the returned waiter, or keep it idle.
  public mutating func release(_ resource: Resource) -> Waiter? { assign(resource) }

  /// A leased resource is gone. True: open another one for a waiter.
  public mutating func discard() -> Bool {
    count = max(0, count - 1)
    // One opening for each waiter is enough.
    guard opening < waiters.count else { return false }
    countOpening()
    return true
  }

  /// Removes the idle resources that match (their connection was lost).
  public mutating func removeIdle(where isGone: (Resource) -> Bool) {
    let before = idle.count
    idle.removeAll(where: isGone)
    count = max(0, count - (before - idle.count))
  }

  /// Removes a waiter. False when it has been served already.
  public mutating func cancel(_ waiter: Waiter) -> Bool { waiters.remove(waiter) }

  /// Removes all waiters, in order of arrival.
  public mutating func removeAllWaiters() -> Deque<Waiter> { waiters.removeAll() }

  private mutating func assign(_ resource: Resource) -> Waiter? {
    if let waiter = waiters.popFirst() { return waiter }
    idle.append(resource)
    return nil
  }

  private mutating func countOpening() {
    count += 1
    opening += 1
  }
}

extension LeasePool: Sendable {}
