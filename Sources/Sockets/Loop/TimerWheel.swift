/// A hierarchical timer wheel (Varghese and Lauck): the cost of inserting, cancelling and expiring does not depend on the number of timers.
///
/// Pure state over ticks, whose length the caller defines. Four wheels of 64 slots cover 64, 4096, 262 144 and 16 777 216 ticks. A timer
/// beyond that waits in the last slot of the last wheel and is placed again when that slot is due.
struct TimerWheel<Payload> {
  /// Identifies a timer until it has fired or was cancelled.
  struct Token: Hashable {
    fileprivate let node: Int32
    fileprivate let generation: UInt32
  }

  private struct Node {
    var payload: Payload?
    var due: UInt64 = 0
    var generation: UInt32 = 0
    /// Nil while the node is not in use.
    var slot: Int32?
    /// The neighbours in the list of the slot.
    var previous: Int32?
    var next: Int32?
  }

  private static var levels: Int { 4 }
  private static var span: UInt64 { 1 << 24 }

  private var nodes: [Node] = []
  private var free: [Int32] = []
  private var heads = [Int32?](repeating: nil, count: 4 * 64)
  private var occupied = [UInt64](repeating: 0, count: 4)

  /// The current tick.
  private(set) var now: UInt64
  /// The number of pending timers.
  private(set) var count = 0

  init(now: UInt64 = 0) { self.now = now }

  /// Adds a timer. One whose tick has passed fires at the next tick.
  mutating func insert(due: UInt64, _ payload: Payload) -> Token {
    let index: Int32
    if let reused = free.popLast() {
      index = reused
    } else {
      index = Int32(truncatingIfNeeded: nodes.count)
      nodes.append(Node())
    }
    nodes[Int(index)].payload = payload
    nodes[Int(index)].due = due
    place(index)
    count += 1
    return Token(node: index, generation: nodes[Int(index)].generation)
  }

  /// Removes a timer and returns its payload; nil when it has fired or was cancelled.
  @discardableResult
  mutating func cancel(_ token: Token) -> Payload? {
    guard nodes.indices.contains(Int(token.node)), nodes[Int(token.node)].generation == token.generation else { return nil }
    unlink(token.node)
    return release(token.node)
  }

  /// Removes all timers and returns their payloads, in no order.
  mutating func removeAll() -> [Payload] {
    let payloads = nodes.compactMap(\.payload)
    self = TimerWheel(now: now)
    return payloads
  }

  /// Moves to a tick and returns the payloads that are due, earliest first.
  mutating func advance(to tick: UInt64) -> [Payload] {
    guard tick > now else { return [] }
    guard count > 0 else {
      now = tick
      return []
    }
    var fired: [Payload] = []
    while let next = nextTick, next <= tick {
      now = next
      for level in (1..<Self.levels).reversed() where now & ((1 << UInt64(6 * level)) - 1) == 0 { cascade(level) }
      let slot = Int(now & 63)
      while let index = heads[slot] {
        unlink(index)
        if let payload = release(index) { fired.append(payload) }
      }
    }
    now = tick
    return fired
  }

  /// The tick at which to advance next: at or before the tick of the first timer. Nil without timers.
  var nextTick: UInt64? {
    guard count > 0 else { return nil }
    var nearest = UInt64.max
    for level in 0..<Self.levels where occupied[level] != 0 {
      let shift = UInt64(6 * level)
      let position = (now >> shift) & 63
      // Rotate so that bit 0 is the slot after the current one: the current slot of a level holds timers that are a whole round away.
      let start = (position + 1) & 63
      let bits = occupied[level]
      let rotated = start == 0 ? bits : (bits >> start) | (bits << (64 - start))
      let distance = UInt64(rotated.trailingZeroBitCount) + 1
      nearest = min(nearest, ((now >> shift) + distance) << shift)
    }
    return nearest
  }

  private mutating func cascade(_ level: Int) {
    let slot = level * 64 + Int((now >> UInt64(6 * level)) & 63)
    var index = heads[slot]
    heads[slot] = nil
    occupied[level] &= ~(1 << UInt64(slot & 63))
    while let current = index {
      index = nodes[Int(current)].next
      place(current)
    }
  }

  /// Puts a node into the slot for its tick. Only a cascade places a node in the slot of `now`, before that slot fires.
  private mutating func place(_ index: Int32) {
    let due = nodes[Int(index)].due
    let isCascade = nodes[Int(index)].slot != nil
    let effective = min(isCascade ? max(due, now) : max(due, now + 1), now + Self.span - 1)
    let distance = effective - now
    let level = distance < 64 ? 0 : distance < 4096 ? 1 : distance < 262_144 ? 2 : 3
    let slot = Int32(level * 64) + Int32((effective >> UInt64(6 * level)) & 63)
    nodes[Int(index)].slot = slot
    nodes[Int(index)].previous = nil
    nodes[Int(index)].next = heads[Int(slot)]
    if let head = heads[Int(slot)] { nodes[Int(head)].previous = index }
    heads[Int(slot)] = index
    occupied[level] |= 1 << UInt64(slot & 63)
  }

  private mutating func unlink(_ index: Int32) {
    let node = nodes[Int(index)]
    guard let slot = node.slot else { return }
    if let previous = node.previous { nodes[Int(previous)].next = node.next } else { heads[Int(slot)] = node.next }
    if let next = node.next { nodes[Int(next)].previous = node.previous }
    if heads[Int(slot)] == nil { occupied[Int(slot) / 64] &= ~(1 << UInt64(slot & 63)) }
  }

  private mutating func release(_ index: Int32) -> Payload? {
    let payload = nodes[Int(index)].payload
    nodes[Int(index)].payload = nil
    nodes[Int(index)].slot = nil
    nodes[Int(index)].generation &+= 1
    free.append(index)
    count -= 1
    return payload
  }
}
