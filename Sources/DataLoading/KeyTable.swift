/// Gives each distinct key an index, in the order of first use, and holds the value that was loaded for it.
///
/// This is the memory of a batch: `DataLoader` guards one with a lock, and the executor uses one without a lock.
package struct KeyTable<Key: Hashable, Value> {
  package private(set) var keys: [Key] = []
  /// The loaded values by index. Shorter than `keys` while keys are new; nil while a value is being loaded.
  package private(set) var values: [Value?] = []
  private var indexes: [Key: Int] = [:]
  private var claimedCount = 0

  package init() {}

  /// Returns the index of a key. Adds the key when it is new.
  package mutating func index(of key: Key) -> Int {
    let index = indexes[key, default: keys.count]
    if index == keys.count {
      indexes[key] = index
      keys.append(key)
    }
    return index
  }

  /// Returns the indexes of the keys that were added since the last call. The caller must load them and store their values.
  package mutating func claimNewKeys() -> Range<Int> {
    defer { claimedCount = keys.count }
    return claimedCount..<keys.count
  }

  /// Stores the values of claimed keys, in the order of the keys. A key without a value remains nil.
  package mutating func store(_ loaded: [Value], for claimed: Range<Int>) {
    values.reserveCapacity(claimed.upperBound)
    // Keys that were claimed before and are still being loaded.
    while values.count < claimed.lowerBound { values.append(nil) }
    for (offset, index) in claimed.enumerated() {
      let value = offset < loaded.count ? loaded[offset] : nil
      if index < values.count { values[index] = value } else { values.append(value) }
    }
  }

  /// Returns the value of a key; nil when it is unknown or being loaded.
  package func value(of key: Key) -> Value? {
    guard let index = indexes[key], index < values.count else { return nil }
    return values[index]
  }
}

extension KeyTable: Sendable where Key: Sendable, Value: Sendable {}
