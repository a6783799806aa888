/// A bounded pool of exclusive resources as a pure state machine: the shell owns the lock, opens resources and resumes waiters.
///
/// A resource is idle or leased; a place is a resource that exists or is being opened. At most `capacity` places exist.
/// Waiters are served in order of arrival; at most `waitingLimit` may wait besides those for whom a resource is being opened.
public struct LeasePool<Resource> {
  /// Names one waiting request.
  public typealias WaiterID = UInt64

  /// What the shell does for one request.
  public enum Lease {
    /// Use this one; give it back by `giveBack` or `discard`.
    case granted(Resource)
    /// Wait under this name. `openOne`: also start to open one more resource and report it by `opened` or `openFailed`.
    case wait(WaiterID, openOne: Bool)
    /// Too many wait already.
    case refused
  }

  private let capacity: Int
  private let waitingLimit: Int
  private var idle: [Resource] = []
  private var places = 0
  private var opening = 0
  private var waiting: [WaiterID] = []
  private var nextWaiter: WaiterID = 0

  /// A pool without resources.
  public init(capacity: Int, waitingLimit: Int) {
    self.capacity = max(1, capacity)
    self.waitingLimit = max(0, waitingLimit)
  }

  /// Requests that wait.
  public var waitingCount: Int { waiting.count }
  /// Resources that nobody uses.
  public var idleCount: Int { idle.count }
  /// Resources that exist or are being opened.
  public var placeCount: Int { places }

  /// Asks for a resource: the one used last, so that the others may grow old.
  public mutating func lease() -> Lease {
    if let resource = idle.popLast() { return .granted(resource) }
    let opensOne = places < capacity && opening <= waiting.count
    guard opensOne || waiting.count - opening < waitingLimit else { return .refused }
    let waiter = nextWaiter
    nextWaiter &+= 1
    waiting.append(waiter)
    if opensOne { claimPlace() }
    return .wait(waiter, openOne: opensOne)
  }

  /// A resource was opened: hand it to the waiter that is returned, or keep it idle.
  public mutating func opened(_ resource: Resource) -> WaiterID? {
    opening = max(0, opening - 1)
    return place(resource)
  }

  /// Opening failed and will not be tried again for this place.
  public mutating func openFailed() {
    opening = max(0, opening - 1)
    places = max(0, places - 1)
  }

  /// A leased resource comes back whole: hand it to the waiter that is returned, or keep it idle.
  public mutating func giveBack(_ resource: Resource) -> WaiterID? { place(resource) }

  /// A leased resource is gone. True: open another one, somebody waits for it.
  public mutating func discard() -> Bool {
    places = max(0, places - 1)
    // One opening for each waiter is enough.
    guard opening < waiting.count else { return false }
    claimPlace()
    return true
  }

  /// Idle resources that match are gone (their connection was lost).
  public mutating func removeIdle(where isGone: (Resource) -> Bool) {
    let before = idle.count
    idle.removeAll(where: isGone)
    places = max(0, places - (before - idle.count))
  }

  /// A waiter gives up. False when it has been served already.
  public mutating func withdraw(_ waiter: WaiterID) -> Bool {
    guard let index = waiting.firstIndex(of: waiter) else { return false }
    waiting.remove(at: index)
    return true
  }

  private mutating func place(_ resource: Resource) -> WaiterID? {
    guard !waiting.isEmpty else {
      idle.append(resource)
      return nil
    }
    return waiting.removeFirst()
  }

  private mutating func claimPlace() {
    places += 1
    opening += 1
  }
}

extension LeasePool: Sendable where Resource: Sendable {}
