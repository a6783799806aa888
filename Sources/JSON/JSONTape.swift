/// One value (or one member name) of a parsed text: its byte range and where its subtree ends on the tape.
@usableFromInline
struct JSONNode: Sendable {
  /// First byte of the value's text; a string's range includes its quotes.
  @usableFromInline var start: UInt32
  /// The byte after the value's text.
  @usableFromInline var end: UInt32
  /// The tape index after this value and all it holds, so that skipping costs O(1).
  @usableFromInline var next: UInt32
  /// Kind in bits 0–2, "has an escape" in bit 3, number of elements or members above.
  @usableFromInline var info: UInt32

  @usableFromInline static let escapedBit: UInt32 = 8

  @inlinable
  init(kind: JSONView.Kind, start: Int, end: Int, next: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.next = UInt32(truncatingIfNeeded: next)
    self.info = UInt32(kind.rawValue)
  }

  @inlinable var kind: JSONView.Kind { JSONView.Kind(rawValue: UInt8(truncatingIfNeeded: info & 7)) ?? .null }
  @inlinable var isEscaped: Bool { info & Self.escapedBit != 0 }
  @inlinable var count: Int { Int(info >> 4) }
}

/// The parsed text and its index, shared by every view into it.
// @unchecked: the nodes are written before the tape is made, and never after.
@usableFromInline
final class JSONTape: @unchecked Sendable {
  @usableFromInline let bytes: [UInt8]
  /// One node at least; every index that a view holds comes from the parser.
  @usableFromInline let nodes: UnsafePointer<JSONNode>

  /// Takes the nodes over, and frees them at its end.
  init(bytes: [UInt8], nodes: JSONNodes) {
    self.bytes = bytes
    self.nodes = UnsafePointer(nodes.start)
  }

  deinit { nodes.deallocate() }
}

/// Nodes that are being written. Whoever has them last frees them.
struct JSONNodes {
  private(set) var start: UnsafeMutablePointer<JSONNode>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    start = .allocate(capacity: self.capacity)
  }

  @inline(__always)
  mutating func append(_ node: JSONNode) {
    if count == capacity { grow() }
    (start + count).initialize(to: node)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<JSONNode>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: start, count: count)
    start.deallocate()
    start = larger
    capacity *= 2
  }

  @inline(__always)
  subscript(index: Int) -> JSONNode {
    get { start[index] }
    nonmutating _modify { yield &start[index] }
  }
}
