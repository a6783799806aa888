/// A value inside a parsed document. Cheap to copy; keeps its document alive.
public struct JSONView: Sendable {
  /// What a value is.
  public enum Kind: UInt8, Sendable {
    /// One of the six kinds of RFC 8259 §3.
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

  /// What this value is.
  @inlinable public var kind: Kind { node.kind }

  /// Whether this value is `null`.
  @inlinable public var isNull: Bool { node.kind == .null }

  /// The number of elements of an array or of members of an object; 0 for everything else.
  @inlinable public var count: Int { node.count }

  /// The value's text as it stands in the document, for copying.
  @inlinable public var raw: ArraySlice<UInt8> {
    let node = node
    return tape.bytes[Int(node.start)..<Int(node.end)]
  }

  /// Whether both views are the same place of the same document.
  @inlinable public func isIdentical(to other: JSONView) -> Bool { tape === other.tape && index == other.index }

  /// An object's member; of duplicates the last. Nil when there is none, or this is not an object.
  public subscript(_ member: String) -> JSONView? {
    var member = member
    return view(at: member.withUTF8 { tape.member($0, of: index) })
  }

  /// An object's member by the UTF-8 of its name; of duplicates the last. Nil when there is none, or this is not an object.
  public func member(utf8 name: [UInt8]) -> JSONView? {
    view(at: name.withUnsafeBufferPointer { tape.member($0, of: index) })
  }

  /// An array's element; nil past its end, or when this is not an array. Costs O(index).
  public subscript(_ position: Int) -> JSONView? {
    view(at: tape.element(position, of: index))
  }

  @inline(__always)
  func view(at index: Int) -> JSONView? {
    index < 0 ? nil : JSONView(tape: tape, index: index)
  }
}
