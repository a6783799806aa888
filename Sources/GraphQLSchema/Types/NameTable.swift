/// Values by the names of a schema, for look-ups alone.
///
/// A look-up costs half of a dictionary's, whose hash resists names that are chosen to collide. That need not be here: who writes the
/// schema chooses the names in the table, and a request's names are not added to it.
struct NameTable<Value: Sendable>: Sendable {
  private let entries: [(name: String, value: Value)]
  /// The entries by the hashes of their names, a power of two of them, less than half full; -1 where there is none.
  private let slots: [Int32]

  /// A table of names and values; of a name that is there twice the first counts.
  init(_ entries: [(String, Value)]) {
    self.entries = entries.map { (name: $0.0, value: $0.1) }
    var size = 4
    while size <= entries.count * 2 { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for (index, entry) in entries.enumerated() {
      var slot = Self.hash(entry.0) & (size - 1)
      while slots[slot] >= 0, entries[Int(slots[slot])].0 != entry.0 { slot = (slot + 1) & (size - 1) }
      if slots[slot] < 0 { slots[slot] = Int32(index) }
    }
    self.slots = slots
  }

  /// The value of a name; nil when there is none.
  subscript(_ name: String) -> Value? {
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] >= 0 {
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
    // In one piece, a string's bytes are read several times as fast.
    let hash = name.utf8.withContiguousStorageIfAvailable { combine($0) } ?? combine(name.utf8)
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
  }
}
