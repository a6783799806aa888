import Synchronization

/// Makes version 7 identifiers that always increase within a process: RFC 9562 §6.2, method 1, with the 12 bits of `rand_a` as counter.
///
/// Each millisecond the counter starts at a random value below half its range. When it overflows, or when the clock steps back, the
/// millisecond of the identifiers runs ahead of the clock.
final class EntityIDGenerator: Sendable {
  static let shared = EntityIDGenerator()

  private struct Position {
    var millisecond: UInt64 = 0
    var counter: UInt64 = 0
  }

  private let position = Mutex(Position())

  func next(now: Timestamp = .now) -> EntityID {
    let bits = RandomBits.next()
    let seed = RandomBits.next() & 0x7FF
    let clock = UInt64(max(0, now.microseconds / 1000))
    let (millisecond, counter) = position.withLock { last in
      if clock > last.millisecond {
        last = Position(millisecond: clock, counter: seed)
      } else if last.counter < 0xFFF {
        last.counter += 1
      } else {
        last = Position(millisecond: last.millisecond + 1, counter: seed)
      }
      return (last.millisecond, last.counter)
    }
    return EntityID(high: (millisecond << 16) | 0x7000 | counter, low: 0x8000_0000_0000_0000 | (bits >> 2))
  }
}
