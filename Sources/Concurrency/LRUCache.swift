/// Keeps the values that were used last. When a limit is exceeded, it evicts the values that were not used for the longest time.
///
/// A use costs O(1), and an insertion O(1) plus O(1) for each evicted value.
public struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let key: Key
    var value: Value
    var cost: Int
    /// The neighbours in the order of use.
    var older: Int?
    var newer: Int?
  }

  private let capacity: Int
  private let maximumCost: Int
  private var entries: [Entry?] = []
  private var free: [Int] = []
  private var indices: [Key: Int] = [:]
  private var newest: Int?
  private var oldest: Int?
  /// The cost of all values together.
  public private(set) var cost = 0
  /// The number of values that were removed because a limit was exceeded.
  public private(set) var evictions = 0

  /// - Parameters:
  ///   - capacity: the maximum number of values.
  ///   - maximumCost: the maximum cost of all values together, in the unit of `insert`. A value that alone costs more is not kept.
  public init(capacity: Int, maximumCost: Int = .max) {
    self.capacity = max(capacity, 1)
    self.maximumCost = maximumCost
  }

  public var count: Int { indices.count }

  /// The value of a key, which counts as a use.
  public mutating func value(for key: Key) -> Value? {
    guard let index = indices[key] else { return nil }
    unlink(index)
    linkNewest(index)
    return entries[index]?.value
  }

  /// Keeps a value, which counts as a use.
  public mutating func insert(_ value: Value, for key: Key, cost: Int = 1) {
    if let index = indices[key] { remove(index) }
    guard cost <= maximumCost else { return }
    while let oldest, indices.count >= capacity || self.cost > maximumCost - cost {
      remove(oldest)
      evictions += 1
    }
    let entry = Entry(key: key, value: value, cost: cost)
    let index = free.popLast() ?? entries.count
    if index < entries.count { entries[index] = entry } else { entries.append(entry) }
    self.cost += cost
    indices[key] = index
    linkNewest(index)
  }

  /// Changes the value of a key in its place, which counts as a use. A key without a value gets the default first, at a cost of 1.
  @discardableResult
  public mutating func update<Result>(_ key: Key, default fallback: @autoclosure () -> Value, _ change: (inout Value) -> Result) -> Result {
    if let index = indices[key], var value = entries[index]?.value {
      if newest != index {
        unlink(index)
        linkNewest(index)
      }
      let result = change(&value)
      entries[index]?.value = value
      return result
    }
    var value = fallback()
    let result = change(&value)
    insert(value, for: key)
    return result
  }

  private mutating func remove(_ index: Int) {
    guard let entry = entries[index] else { return }
    unlink(index)
    entries[index] = nil
    free.append(index)
    indices[entry.key] = nil
    cost -= entry.cost
  }

  private mutating func unlink(_ index: Int) {
    guard let entry = entries[index] else { return }
    if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
    if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
  }

  private mutating func linkNewest(_ index: Int) {
    entries[index]?.older = newest
    entries[index]?.newer = nil
    if let newest { entries[newest]?.newer = index } else { oldest = index }
    newest = index
  }
}
