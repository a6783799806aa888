/// Keeps the values that were used last. When a limit is exceeded, it evicts the values that were not used for the longest time.
///
/// A use costs O(1), and an insertion O(1) plus O(1) for each evicted value.
public struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline struct Entry: Sendable {
    @usableFromInline let key: Key
    @usableFromInline var value: Value
    @usableFromInline var cost: Int
    /// The neighbours in the order of use.
    @usableFromInline var older: Int?
    @usableFromInline var newer: Int?

    @inlinable init(key: Key, value: Value, cost: Int) {
      self.key = key
      self.value = value
      self.cost = cost
    }
  }

  @usableFromInline let capacity: Int
  @usableFromInline let maximumCost: Int
  @usableFromInline var entries: [Entry?] = []
  @usableFromInline var free: [Int] = []
  @usableFromInline var indices: [Key: Int] = [:]
  @usableFromInline var newest: Int?
  @usableFromInline var oldest: Int?
  @usableFromInline var totalCost = 0
  @usableFromInline var evicted = 0
  /// The cost of all values together.
  public var cost: Int { totalCost }
  /// The number of values that were removed because a limit was exceeded.
  public var evictions: Int { evicted }

  /// - Parameters:
  ///   - capacity: the maximum number of values.
  ///   - maximumCost: the maximum cost of all values together, in the unit of `insert`. A value that alone costs more is not kept.
  @inlinable public init(capacity: Int, maximumCost: Int = .max) {
    self.capacity = max(capacity, 1)
    self.maximumCost = maximumCost
  }

  @inlinable public var count: Int { indices.count }

  /// The value of a key, which counts as a use.
  @inlinable public mutating func value(for key: Key) -> Value? {
    guard let index = indices[key] else { return nil }
    if index != newest {
      unlink(index)
      linkNewest(index)
    }
    return entries[index]?.value
  }

  /// Keeps a value, which counts as a use.
  @inlinable public mutating func insert(_ value: Value, for key: Key, cost: Int = 1) {
    if let index = indices[key] { remove(index) }
    guard cost <= maximumCost else { return }
    while let oldest, indices.count >= capacity || totalCost > maximumCost - cost {
      remove(oldest)
      evicted += 1
    }
    let entry = Entry(key: key, value: value, cost: cost)
    let index = free.popLast() ?? entries.count
    if index < entries.count { entries[index] = entry } else { entries.append(entry) }
    totalCost += cost
    indices[key] = index
    linkNewest(index)
  }

  /// Changes the value of a key in its place, which counts as a use. A key without a value gets the default first, at a cost of 1.
  @discardableResult
  @inlinable public mutating func update<Result>(_ key: Key, default fallback: @autoclosure () -> Value, _ change: (inout Value) -> Result)
    -> Result
  {
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

  @inlinable mutating func remove(_ index: Int) {
    guard let entry = entries[index] else { return }
    unlink(index)
    entries[index] = nil
    free.append(index)
    indices[entry.key] = nil
    totalCost -= entry.cost
  }

  @inlinable mutating func unlink(_ index: Int) {
    let (older, newer) = (entries[index]?.older, entries[index]?.newer)
    if let older { entries[older]?.newer = newer } else { oldest = newer }
    if let newer { entries[newer]?.older = older } else { newest = older }
  }

  @inlinable mutating func linkNewest(_ index: Int) {
    entries[index]?.older = newest
    entries[index]?.newer = nil
    if let newest { entries[newest]?.newer = index } else { oldest = index }
    newest = index
  }
}
