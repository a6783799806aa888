/// The elements of an array, in order.
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

  /// The next element.
  @inlinable
  public mutating func next() -> JSONView? {
    guard remaining > 0 else { return nil }
    remaining &-= 1
    let view = JSONView(tape: tape, index: position)
    position = Int(tape.nodes[position].next)
    return view
  }

  /// How many elements are left.
  @inlinable public var underestimatedCount: Int { remaining }
}

/// The members of an object, in order, duplicates included.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let tape: JSONTape
  private var position: Int
  private var remaining: Int

  init(_ view: JSONView) {
    tape = view.tape
    position = view.index + 1
    remaining = view.kind == .object ? view.count : 0
  }

  /// The next member.
  public mutating func next() -> (name: String, value: JSONView)? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    let name = JSONView(tape: tape, index: position).string ?? ""
    let value = JSONView(tape: tape, index: position + 1)
    position = Int(tape.nodes[position + 1].next)
    return (name, value)
  }

  /// How many members are left.
  public var underestimatedCount: Int { remaining }
}

extension JSONView {
  /// An array's elements; empty on another kind.
  @inlinable public var elements: JSONElements { JSONElements(self) }

  /// An object's members in order, duplicates included; empty on another kind.
  public var members: JSONMembers { JSONMembers(self) }
}
