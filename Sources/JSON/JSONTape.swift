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
@usableFromInline
final class JSONTape: Sendable {
  @usableFromInline let bytes: [UInt8]
  @usableFromInline let nodes: [JSONNode]

  init(bytes: [UInt8], nodes: [JSONNode]) {
    self.bytes = bytes
    self.nodes = nodes
  }
}
