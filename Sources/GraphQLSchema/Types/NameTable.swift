/// An immutable hash table whose keys are names of a schema.
///
/// A look-up costs half of a look-up in a `Dictionary`, whose hash resists names that are chosen to collide. This table need not resist
/// them: its names are those of the schema, and the names of requests are not added.
struct NameTable<Value: Sendable>: Sendable {
  private let entries: [(name: String, value: Value)]
  /// The index of the entry at each hash, or `emptySlot`. The size is a power of two and more than twice the number of entries.
  private let slots: [Int32]

  /// A number, not nil: an `Int32?` takes twice the memory, and each look-up reads several slots.
  private static var emptySlot: Int32 { -1 }

  /// Of a name that occurs twice, the first value counts.
  init(_ entries: [(String, Value)]) {
    self.entries = entries.map { (name: $0.0, value: $0.1) }
    var size = 4
    while size <= entries.count * 2 { size *= 2 }
    var slots = [Int32](repeating: Self.emptySlot, count: size)
    for (index, entry) in entries.enumerated() {
      var slot = Self.hash(entry.0) & (size - 1)
      while slots[slot] != Self.emptySlot, entries[Int(slots[slot])].0 != entry.0 { slot = (slot + 1) & (size - 1) }
      if slots[slot] == Self.emptySlot { slots[slot] = Int32(index) }
    }
    self.slots = slots
  }

  subscript(_ name: String) -> Value? {
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] != Self.emptySlot {
      let index = Int(slots[slot])
      if entries[index].name == name { return entries[index].value }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// FNV-1a with the high bits folded in.
  private static func hash(_ name: String) -> Int {
    func combine(_ bytes: some Sequence<UInt8>) -> UInt64 {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return hash
    }
    // Iterating over contiguous storage is several times as fast.
    let hash = name.utf8.withContiguousStorageIfAvailable { combine($0) } ?? combine(name.utf8)
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
  }
}
