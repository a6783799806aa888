/// Gives each distinct key an index, in the order of first use, and holds the value that was loaded for it.
///
/// The caller passes the hash of each key, which it may have computed already. Equal keys have equal hashes.
///
/// This is the memory of a batch: `DataLoader` guards one with a lock, and the executor uses one without a lock. It is inlinable because the
/// compiler does not specialise generic package declarations across modules otherwise.
@usableFromInline
package struct KeyTable<Key: Hashable, Value> {
  @usableFromInline package var keys: [Key] = []
  /// The loaded values by index. Shorter than `keys` while keys are new; nil while a value is being loaded.
  @usableFromInline package var values: [Value?] = []
  /// The hashes of the keys, by index.
  @usableFromInline var hashes: [Int] = []
  /// The indexes of the keys by their hashes, -1 for a free slot: open addressing with linear probing, at most half full.
  @usableFromInline var slots: [Int32] = []
  @usableFromInline var claimedCount = 0

  @inlinable
  package init() {}

  /// Returns the index of a key. Adds the key when it is new.
  @inlinable
  package mutating func index(of key: Key, hash: Int) -> Int {
    if slots.count < (keys.count + 1) * 2 { grow() }
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, keys[index] == key { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    hashes.append(hash)
    return keys.count - 1
  }

  @inlinable
  mutating func grow() {
    slots = Array(repeating: -1, count: max(16, slots.count * 2))
    for index in hashes.indices {
      var slot = hashes[index] & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
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
  package func value(of key: Key, hash: Int) -> Value? {
    guard !slots.isEmpty else { return nil }
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, keys[index] == key { return index < values.count ? values[index] : nil }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}

extension KeyTable: Sendable where Key: Sendable, Value: Sendable {}
