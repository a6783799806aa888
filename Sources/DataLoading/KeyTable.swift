/// Gives each distinct key an index, in the order of first use, and holds the value that was loaded for it.
///
/// This is the memory of a batch: `DataLoader` guards one with a lock, and the executor uses one without a lock. It is inlinable because the
/// compiler does not specialise generic package declarations across modules otherwise.
@usableFromInline
package struct KeyTable<Key: Hashable, Value> {
  @usableFromInline package var keys: [Key] = []
  /// The loaded values by index. Shorter than `keys` while keys are new; nil while a value is being loaded.
  @usableFromInline package var values: [Value?] = []
  @usableFromInline var indexes: [Key: Int] = [:]
  @usableFromInline var claimedCount = 0

  @inlinable
  package init() {}

  /// Returns the index of a key. Adds the key when it is new.
  @inlinable
  package mutating func index(of key: Key) -> Int {
    let index = indexes[key, default: keys.count]
    if index == keys.count {
      indexes[key] = index
      keys.append(key)
    }
    return index
  }

  /// Returns the indexes of the keys that were added since the last call. The caller must load them and store their values.
  @inlinable
  package mutating func claimNewKeys() -> Range<Int> {
    defer { claimedCount = keys.count }
    return claimedCount..<keys.count
  }

  /// Stores the values of claimed keys, in the order of the keys. A key without a value remains nil.
  @inlinable
  package mutating func store(_ loaded: [Value], for claimed: Range<Int>) {
    if values.isEmpty { values.reserveCapacity(claimed.upperBound) }
    // Keys that were claimed before and are still being loaded.
    while values.count < claimed.lowerBound { values.append(nil) }
    for (offset, index) in claimed.enumerated() {
      let value = offset < loaded.count ? loaded[offset] : nil
      if index < values.count { values[index] = value } else { values.append(value) }
    }
  }

  /// Returns the value of a key; nil when it is unknown or being loaded.
  @inlinable
  package func value(of key: Key) -> Value? {
    guard let index = indexes[key], index < values.count else { return nil }
    return values[index]
  }
}

extension KeyTable: Sendable where Key: Sendable, Value: Sendable {}
