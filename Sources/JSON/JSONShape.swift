/// Where some members are in objects that have the same names in the same order.
///
/// The objects of a list usually do. For these the names are compared with those of the object before, and no member is searched for. Of
/// members with the same name the last one counts, as everywhere. It remembers nodes between calls, so it belongs to one task.
public final class JSONShape {
  private struct Member {
    /// The name with its quotes, in `text`.
    let start: UInt32
    let length: UInt32
    /// The index of the member among those that are wanted; -1 for others.
    var wanted: Int32
  }

  private let names: [[UInt8]]
  /// The members of the objects of this shape, and the text that their names are in.
  private var members: [Member] = []
  private var tape: JSONTape?
  /// By the index of the wanted member: its node in the object that was located last; 0 for none, since node 0 is never a member's value.
  private let found: UnsafeMutablePointer<Int32>

  /// - Parameter names: the names of the wanted members in UTF-8, each once.
  public init(names: [[UInt8]]) {
    self.names = names
    found = .allocate(capacity: max(names.count, 1))
    found.initialize(repeating: 0, count: max(names.count, 1))
  }

  deinit { found.deallocate() }

  /// The node of a wanted member in the object that was located last; nil when it has none.
  @inline(__always)
  func node(_ wanted: Int) -> Int? {
    let node = Int(found[wanted])
    return node == 0 ? nil : node
  }

  /// Locates the wanted members of an object.
  public func locate(_ object: JSONView) {
    if !isLocated(in: object.tape, object.index) { learn(object.tape, object.index) }
  }

  private func isLocated(in tape: JSONTape, _ index: Int) -> Bool {
    guard let known = self.tape, tape.nodes[index].count == members.count else { return false }
    let found = found
    return members.withUnsafeBufferPointer { members in
      var child = index + 1
      for member in members {
        let name = tape.nodes[child]
        guard name.end &- name.start == member.length,
          Self.isEqual(tape.text + Int(name.start), known.text + Int(member.start), Int(member.length))
        else { return false }
        if member.wanted >= 0 { found[Int(member.wanted)] = Int32(truncatingIfNeeded: child &+ 1) }
        child = Int(tape.nodes[child &+ 1].next)
      }
      return true
    }
  }

  private func learn(_ tape: JSONTape, _ index: Int) {
    self.tape = tape
    members.removeAll(keepingCapacity: true)
    for wanted in names.indices { found[wanted] = 0 }
    var last = [Int](repeating: -1, count: names.count)
    var child = index + 1
    for position in 0..<tape.nodes[index].count {
      let name = tape.nodes[child]
      var member = Member(start: name.start, length: name.end &- name.start, wanted: -1)
      if let wanted = names.firstIndex(where: { tape.isName(child, $0) }) {
        if last[wanted] >= 0 { members[last[wanted]].wanted = -1 }
        last[wanted] = position
        member.wanted = Int32(truncatingIfNeeded: wanted)
        found[wanted] = Int32(truncatingIfNeeded: child + 1)
      }
      members.append(member)
      child = Int(tape.nodes[child + 1].next)
    }
  }

  /// Whether two names are the same text. They have at least two bytes, their quotes.
  @inline(__always)
  private static func isEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    func word<Word: FixedWidthInteger>(_ start: UnsafePointer<UInt8>, _ offset: Int, as type: Word.Type) -> Word {
      UnsafeRawPointer(start + offset).loadUnaligned(as: type)
    }
    if count >= 8 {
      var offset = 0
      while offset &+ 8 <= count {
        guard word(left, offset, as: UInt64.self) == word(right, offset, as: UInt64.self) else { return false }
        offset &+= 8
      }
      return word(left, count &- 8, as: UInt64.self) == word(right, count &- 8, as: UInt64.self)
    }
    if count >= 4 {
      return word(left, 0, as: UInt32.self) == word(right, 0, as: UInt32.self)
        && word(left, count &- 4, as: UInt32.self) == word(right, count &- 4, as: UInt32.self)
    }
    return word(left, 0, as: UInt16.self) == word(right, 0, as: UInt16.self) && left[count &- 1] == right[count &- 1]
  }
}

/// Copies of members that a text has in a fixed order: each under a name, if the member's kind is one of the given. The members can be those
/// of several objects, the layers.
public struct JSONMemberCopies: Sendable {
  fileprivate struct Copy: Sendable {
    let kinds: JSONCopyableKinds
    /// The index of the member's name in `members`; -1 where the caller writes the value.
    let member: Int32
    /// The name that is written, as JSON text with its colon, in `names`.
    let start: UInt32
    let length: UInt32
    let layer: Int32
    let isKey: Bool
  }

  fileprivate var copies: [Copy] = []
  fileprivate var names: [UInt8] = []
  /// The names of the members in UTF-8, each once.
  public private(set) var members: [[UInt8]] = []

  public init() {}

  public var count: Int { copies.count }

  /// The layer of a copy; nil where the caller writes the value.
  public func layer(_ index: Int) -> Int? {
    let copy = copies[index]
    return copy.member < 0 ? nil : Int(copy.layer)
  }

  /// Adds a value.
  ///
  /// - Parameters:
  ///   - member: the member that is copied; nil where the caller writes the value.
  ///   - layer: the object that has the member.
  ///   - name: the name that is written, as JSON text with its quotes and the colon.
  ///   - isKey: whether the key of an entity reference is the value itself.
  public mutating func append(_ member: [UInt8]?, of layer: Int, as name: [UInt8], if kinds: JSONCopyableKinds, isKey: Bool) {
    var index = -1
    if let member {
      index = members.firstIndex(of: member) ?? members.count
      if index == members.count { members.append(member) }
    }
    copies.append(
      Copy(
        kinds: kinds, member: Int32(truncatingIfNeeded: index), start: UInt32(truncatingIfNeeded: names.count),
        length: UInt32(truncatingIfNeeded: name.count), layer: Int32(truncatingIfNeeded: layer), isKey: isKey))
    names += name
  }
}

extension JSONWriter {
  /// Writes copies of an object's members, beginning with one of them, until one cannot be copied: its member is absent, of another kind, or
  /// in another layer.
  ///
  /// Retains nothing, which is its purpose: the values of a response are mostly copies of members.
  ///
  /// - Parameters:
  ///   - object: an object, in which `shape` has located the members.
  ///   - key: the entity reference that the object stands for; nil when there is none. It is the value of the copies that are its key.
  /// - Returns: the index of the copy that is not written; the number of copies when all are.
  public mutating func copyMembers(
    _ copies: JSONMemberCopies, from first: Int, layer: Int, of object: JSONView, key: JSONView?, _ shape: JSONShape
  ) -> Int {
    let tape = object.tape
    return copies.copies.withUnsafeBufferPointer { list in
      copies.names.withUnsafeBufferPointer { names in
        withUnsafeTemporaryAllocation(byteCount: Self.scratchSize, alignment: 16) { scratch in
          guard let start = scratch.baseAddress else { return first }
          var end = start
          var index = first
          while index < list.count {
            let copy = list[index]
            guard copy.member >= 0, Int(copy.layer) == layer else { break }
            let text: UnsafePointer<UInt8>
            let node: JSONNode
            if copy.isKey, let key {
              text = key.tape.text
              node = key.node
            } else {
              guard let member = shape.node(Int(copy.member)) else { break }
              text = tape.text
              node = tape.nodes[member]
            }
            guard copy.kinds.contains(node, in: text) else { break }
            let count = Int(node.end &- node.start)
            let needed = count &+ Int(copy.length) &+ 1
            if end - start &+ needed > Self.scratchSize {
              bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: end - start))
              end = start
              if needed > Self.scratchSize {
                separate()
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: names[Int(copy.start)..<Int(copy.start &+ copy.length)]))
                bytes.append(contentsOf: UnsafeBufferPointer(start: text + Int(node.start), count: count))
                index &+= 1
                continue
              }
            }
            if needsComma {
              end.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
              end += 1
            }
            needsComma = true
            if let base = names.baseAddress { end.copyMemory(from: base + Int(copy.start), byteCount: Int(copy.length)) }
            end += Int(copy.length)
            end.copyMemory(from: text + Int(node.start), byteCount: count)
            end += count
            index &+= 1
          }
          if end > start { bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: end - start)) }
          return index
        }
      }
    }
  }

  private static var scratchSize: Int { 1024 }
}
