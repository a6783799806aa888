/// Replaced by `Deque` once Postgres no longer uses it.
/// A queue with constant-time ends: an array and how much of its front is used up.
public struct FIFO<Element> {
  @usableFromInline var storage: [Element?] = []
  @usableFromInline var head = 0

  /// An empty queue.
  @inlinable
  public init() {}

  /// Elements waiting.
  @inlinable
  public var count: Int { storage.count - head }

  /// Whether nothing waits.
  @inlinable
  public var isEmpty: Bool { head == storage.count }

  /// The element that leaves next; setting it replaces it, and does nothing when the queue is empty.
  @inlinable
  public var first: Element? {
    get { isEmpty ? nil : storage[head] }
    set { if !isEmpty, let newValue { storage[head] = newValue } }
  }

  /// Adds at the end.
  @inlinable
  public mutating func append(_ element: Element) { storage.append(element) }

  /// Takes the element at the front.
  @inlinable
  public mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = storage[head]
    storage[head] = nil
    head += 1
    if head == storage.count {
      storage.removeAll(keepingCapacity: storage.count <= 1024)
      head = 0
    } else if head >= 64, head * 2 >= storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Takes everything, in order.
  @inlinable
  public mutating func removeAll() -> [Element] {
    let rest = storage[head...].compactMap { $0 }
    storage = []
    head = 0
    return rest
  }
}

extension FIFO: Sendable where Element: Sendable {}

/// Replaced by `Promise` once Postgres no longer uses it.
public typealias Ticket = Promise
