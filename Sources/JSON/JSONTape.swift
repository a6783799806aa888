#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A value or a member name in a parsed text: its range of bytes and the end of its subtree on the tape.
@usableFromInline
struct JSONNode: Sendable {
  /// The offset of the text; that of a string includes its quotes.
  @usableFromInline var start: UInt32
  /// The offset after the text.
  @usableFromInline var end: UInt32
  /// The index of the node after the subtree of this one, so that skipping a value is O(1).
  @usableFromInline var next: UInt32
  /// The kind in bits 0–2, "has an escape" in bit 3, the number of elements or members above.
  @usableFromInline var info: UInt32

  @usableFromInline static let escapedBit: UInt32 = 8

  @inlinable @inline(__always)
  init(kind: JSONView.Kind, start: Int, end: Int, next: Int) {
    self.init(start: start, end: end, next: next, info: UInt32(kind.rawValue))
  }

  @inlinable @inline(__always)
  init(start: Int, end: Int, next: Int, info: UInt32) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.next = UInt32(truncatingIfNeeded: next)
    self.info = info
  }

  @inlinable @inline(__always)
  var kind: JSONView.Kind { JSONView.Kind(rawValue: UInt8(truncatingIfNeeded: info & 7)) ?? .null }
  @inlinable var isEscaped: Bool { info & Self.escapedBit != 0 }
  @inlinable var count: Int { Int(info >> 4) }
}

/// A parsed text and its index, shared by the views of its values.
// @unchecked because of the pointers: their memory is immutable, and only `deinit` frees it.
@usableFromInline
final class JSONTape: @unchecked Sendable {
  @usableFromInline let bytes: [UInt8]
  /// The memory of `bytes`, which stays where it is because the array never changes.
  let text: UnsafePointer<UInt8>
  /// The number of bytes.
  let size: Int
  /// At least one node. The indices in views come from the parser, so they are in bounds.
  @usableFromInline let nodes: UnsafePointer<JSONNode>

  /// Takes ownership of the nodes.
  init(bytes: [UInt8], nodes: JSONNodes) {
    self.bytes = bytes
    size = bytes.count
    self.nodes = UnsafePointer(nodes.start)
    // A parsed text is not empty, so it has an address.
    let start = self.bytes.withUnsafeBufferPointer { $0.baseAddress }
    text = start ?? UnsafeRawPointer(nodes.start).assumingMemoryBound(to: UInt8.self)
  }

  deinit { free(UnsafeMutableRawPointer(mutating: nodes)) }
}

extension JSONTape {
  /// The index of the last member with a name; nil when there is none or the node is not an object.
  func member(_ name: UnsafeBufferPointer<UInt8>, of index: Int) -> Int? {
    let node = nodes[index]
    guard node.kind == .object else { return nil }
    let length = name.count + 2
    var found: Int?
    bytes.withUnsafeBufferPointer { bytes in
      var child = index + 1
      for _ in 0..<node.count {
        let key = nodes[child]
        if key.isEscaped {
          if JSONText.unescape(bytes, key).elementsEqual(name) { found = child + 1 }
        } else if Int(key.end &- key.start) == length, Self.isEqual(bytes, Int(key.start) + 1, name) {
          found = child + 1
        }
        child = Int(nodes[child + 1].next)
      }
    }
    return found
  }

  /// Whether a member's name, with its escapes replaced, is this UTF-8.
  func isName(_ index: Int, _ name: [UInt8]) -> Bool {
    let node = nodes[index]
    return bytes.withUnsafeBufferPointer { bytes in
      if node.isEscaped { return JSONText.unescape(bytes, node) == name }
      return Int(node.end &- node.start) == name.count + 2
        && name.withUnsafeBufferPointer { Self.isEqual(bytes, Int(node.start) + 1, $0) }
    }
  }

  /// Whether two objects have members of the same names in the same order.
  func hasSameNames(at index: Int, as other: JSONTape, _ otherIndex: Int) -> Bool {
    let node = nodes[index]
    let otherNode = other.nodes[otherIndex]
    guard node.kind == .object, otherNode.kind == .object, node.count == otherNode.count else { return false }
    return bytes.withUnsafeBufferPointer { left in
      other.bytes.withUnsafeBufferPointer { right in
        var child = index + 1
        var otherChild = otherIndex + 1
        for _ in 0..<node.count {
          let name = nodes[child]
          let otherName = other.nodes[otherChild]
          let length = Int(name.end &- name.start)
          guard Int(otherName.end &- otherName.start) == length else { return false }
          let otherText = UnsafeBufferPointer(rebasing: right[Int(otherName.start)..<Int(otherName.end)])
          guard Self.isEqual(left, Int(name.start), otherText) else { return false }
          child = Int(nodes[child + 1].next)
          otherChild = Int(other.nodes[otherChild + 1].next)
        }
        return true
      }
    }
  }

  /// The index of an element; nil when there is none or the node is not an array.
  func element(_ position: Int, of index: Int) -> Int? {
    let node = nodes[index]
    guard node.kind == .array, position >= 0, position < node.count else { return nil }
    var child = index + 1
    for _ in 0..<position { child = Int(nodes[child].next) }
    return child
  }

  @inline(__always)
  private static func isEqual(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    for offset in 0..<name.count where bytes[start &+ offset] != name[offset] { return false }
    return true
  }
}

/// A growing buffer of nodes. The owner, finally a `JSONTape`, frees it.
///
/// Its memory comes from `malloc`: `allocate` asks for an alignment, and aligned memory takes several times as long.
struct JSONNodes {
  private(set) var start: UnsafeMutablePointer<JSONNode>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    start = Self.allocated(self.capacity)
  }

  @inline(__always)
  mutating func append(_ node: JSONNode) {
    // By value, so that the fields can stay in registers.
    if count == capacity { (start, capacity) = Self.grown(start, count: count) }
    (start + count).initialize(to: node)
    count &+= 1
  }

  @inline(never)
  private static func grown(
    _ start: UnsafeMutablePointer<JSONNode>, count: Int
  ) -> (start: UnsafeMutablePointer<JSONNode>, capacity: Int) {
    let larger = allocated(count * 2)
    larger.moveInitialize(from: start, count: count)
    free(start)
    return (larger, count * 2)
  }

  private static func allocated(_ capacity: Int) -> UnsafeMutablePointer<JSONNode> {
    // Where there is no memory, `allocate` stops the process.
    malloc(capacity * MemoryLayout<JSONNode>.stride)?.bindMemory(to: JSONNode.self, capacity: capacity) ?? .allocate(capacity: capacity)
  }

  @inline(__always)
  subscript(index: Int) -> JSONNode {
    get { start[index] }
    nonmutating _modify { yield &start[index] }
  }
}
