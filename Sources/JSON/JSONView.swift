/// A value in a parsed document. Cheap to copy; retains the document.
public struct JSONView: Sendable {
  public enum Kind: UInt8, Sendable {
    /// RFC 8259 §3
    case null, boolean, number, string, array, object
  }

  @usableFromInline let tape: JSONTape
  @usableFromInline let index: Int

  @inlinable
  init(tape: JSONTape, index: Int) {
    self.tape = tape
    self.index = index
  }

  @inlinable var node: JSONNode { tape.nodes[index] }

  @inlinable public var kind: Kind { node.kind }

  @inlinable public var isNull: Bool { node.kind == .null }

  /// The number of elements or members; 0 for scalars.
  @inlinable public var count: Int { node.count }

  /// The text of the value in the document.
  @inlinable public var raw: ArraySlice<UInt8> {
    let node = node
    return tape.bytes[Int(node.start)..<Int(node.end)]
  }

  /// The last member with a name; nil when there is none or the value is not an object.
  public subscript(_ member: String) -> JSONView? {
    var member = member
    return view(at: member.withUTF8 { tape.member($0, of: index) })
  }

  /// The last member with a name in UTF-8; nil when there is none or the value is not an object.
  public func member(utf8 name: [UInt8]) -> JSONView? {
    view(at: name.withUnsafeBufferPointer { tape.member($0, of: index) })
  }

  /// An element; nil when there is none or the value is not an array. O(position).
  public subscript(_ position: Int) -> JSONView? {
    view(at: tape.element(position, of: index))
  }

  /// Whether two objects have members of the same names in the same order. May return false for names with escapes.
  public func hasSameNames(as other: JSONView) -> Bool {
    tape.hasSameNames(at: index, as: other.tape, other.index)
  }

  @inline(__always)
  func view(at index: Int?) -> JSONView? {
    index.map { JSONView(tape: tape, index: $0) }
  }
}

/// How much a JSON value holds.
public struct JSONSize: Sendable, Equatable {
  /// The value itself and all values in it, with duplicate members.
  public internal(set) var values = 0
  /// The elements of the longest array; 0 without an array.
  public internal(set) var longestArray = 0
}

extension JSONView {
  /// An upper bound of the values, and so of the elements of each array. O(1).
  public var valuesAtMost: Int { Int(node.next) - index }

  /// Counts the values. Linear in their number; allocates nothing.
  public var size: JSONSize {
    var size = JSONSize(values: valuesAtMost)
    for index in index..<Int(node.next) {
      let node = tape.nodes[index]
      switch node.kind {
      // The names of members are nodes, too.
      case .object: size.values -= node.count
      case .array: size.longestArray = max(size.longestArray, node.count)
      case .null, .boolean, .number, .string: break
      }
    }
    return size
  }
}

extension JSONView {
  /// Unescaped; nil when the value is not a string.
  public var string: String? {
    let node = node
    guard node.kind == .string else { return nil }
    return tape.bytes.withUnsafeBufferPointer { bytes in
      if node.isEscaped { return String(decoding: JSONText.unescape(bytes, node), as: UTF8.self) }
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[Int(node.start) + 1..<Int(node.end) - 1]), as: UTF8.self)
    }
  }

  /// The unescaped UTF-8 of a string; nil when the value is not a string.
  public var utf8: [UInt8]? {
    let node = node
    guard node.kind == .string else { return nil }
    if !node.isEscaped { return Array(tape.bytes[Int(node.start) + 1..<Int(node.end) - 1]) }
    return tape.bytes.withUnsafeBufferPointer { JSONText.unescape($0, node) }
  }

  /// Whether the value is a string with this UTF-8. Does not allocate a string.
  public func isString(utf8 other: [UInt8]) -> Bool {
    let node = node
    guard node.kind == .string else { return false }
    if node.isEscaped { return utf8 == other }
    let start = Int(node.start) + 1
    guard Int(node.end) - start - 1 == other.count else { return false }
    for offset in other.indices where tape.bytes[start + offset] != other[offset] { return false }
    return true
  }

  /// Nil when the value is not a boolean.
  public var bool: Bool? {
    let node = node
    guard node.kind == .boolean else { return nil }
    return tape.bytes[Int(node.start)] == UInt8(ascii: "t")
  }

  /// The text of a number; nil when the value is not a number.
  public var numberText: String? {
    kind == .number ? String(decoding: raw, as: UTF8.self) : nil
  }

  /// The value of an integer in any notation (`1`, `1.0` and `10e-1` are 1); nil for other values and on overflow.
  public var int: Int64? {
    kind == .number ? JSONNumber.exactInteger(raw) : nil
  }

  /// The nearest finite `Double`; nil when there is none or the value is not a number.
  public var double: Double? {
    guard kind == .number, let value = Double(String(decoding: raw, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// Whether the value is of one of the kinds.
  public func isCopyable(as kinds: JSONCopyableKinds) -> Bool {
    kinds.contains(node, in: tape.text)
  }

  /// Calls a function with the text of a scalar in the document; the text of a string is without its quotes.
  /// Returns nil without a call for a string with escapes, an array or an object.
  @inlinable @inline(__always)
  public func withPlainText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    let node = node
    guard !node.isEscaped, node.kind.rawValue <= Kind.string.rawValue else { return nil }
    let quote = node.kind == .string ? 1 : 0
    return tape.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[Int(node.start) + quote..<Int(node.end) - quote])) }
  }
}

public struct JSONElements: Sequence, IteratorProtocol, Sendable {
  @usableFromInline let tape: JSONTape
  @usableFromInline var position: Int
  @usableFromInline var remaining: Int

  @inlinable
  init(_ view: JSONView) {
    tape = view.tape
    position = view.index + 1
    remaining = view.kind == .array ? view.count : 0
  }

  @inlinable
  public mutating func next() -> JSONView? {
    guard remaining > 0 else { return nil }
    remaining &-= 1
    let view = JSONView(tape: tape, index: position)
    position = Int(tape.nodes[position].next)
    return view
  }

  @inlinable public var underestimatedCount: Int { remaining }
}

public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let tape: JSONTape
  private var position: Int
  private var remaining: Int

  init(_ view: JSONView) {
    tape = view.tape
    position = view.index + 1
    remaining = view.kind == .object ? view.count : 0
  }

  public mutating func next() -> (name: String, value: JSONView)? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    let name = JSONView(tape: tape, index: position).string ?? ""
    let value = JSONView(tape: tape, index: position + 1)
    position = Int(tape.nodes[position + 1].next)
    return (name, value)
  }

  public var underestimatedCount: Int { remaining }
}

extension JSONView {
  /// The elements of an array; empty when the value is not an array.
  @inlinable public var elements: JSONElements { JSONElements(self) }

  /// The members of an object in order, with duplicates; empty when the value is not an object.
  public var members: JSONMembers { JSONMembers(self) }
}
