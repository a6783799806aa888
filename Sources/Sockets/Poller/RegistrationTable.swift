/// A loop's registrations by token. A token is a slot and its generation, so that a late event for a reused slot finds no registration.
struct RegistrationTable {
  private struct Slot {
    var registration: Registration?
    var generation: UInt32 = 0
  }

  private var slots: [Slot] = []
  private var free: [Int] = []

  mutating func insert(_ registration: Registration) -> UInt64 {
    let index = free.popLast() ?? slots.count
    if index == slots.count { slots.append(Slot()) }
    slots[index].registration = registration
    return UInt64(slots[index].generation) << 32 | UInt64(index)
  }

  mutating func remove(_ token: UInt64) {
    guard self[token] != nil else { return }
    let index = Int(token & 0xFFFF_FFFF)
    slots[index].registration = nil
    // Never reaches the token with all bits set, which is the poller's own.
    slots[index].generation = (slots[index].generation &+ 1) & 0x7FFF_FFFF
    free.append(index)
  }

  @inline(__always) subscript(_ token: UInt64) -> Registration? {
    let index = Int(token & 0xFFFF_FFFF)
    guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
    return slots[index].registration
  }

  /// All registrations, for the end of the loop.
  var all: [Registration] { slots.compactMap(\.registration) }
}
