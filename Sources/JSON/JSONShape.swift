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
  /// By the index of the wanted member: its node in the object that was located last; 0 for none, since node 0 is never a member's value.
  private let found: UnsafeMutablePointer<Int32>
  // One task uses a shape, and no access to a property lasts longer than the read or write itself, so that it need not be checked.
  /// The members of the objects of this shape. Their names are in `text`.
  @exclusivity(unchecked) private var members: UnsafeMutablePointer<Member>
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var capacity = 8
  /// The text of `tape`; nil before the first object.
  @exclusivity(unchecked) private var text: UnsafePointer<UInt8>?
  @exclusivity(unchecked) private var tape: JSONTape?

  /// - Parameter names: the names of the wanted members in UTF-8, each once.
  public init(names: [[UInt8]]) {
    self.names = names
    found = .allocate(capacity: max(names.count, 1))
    found.initialize(repeating: 0, count: max(names.count, 1))
    members = .allocate(capacity: capacity)
  }

  deinit {
    found.deallocate()
    members.deallocate()
  }

  /// The node of a wanted member in the object that was located last; nil when it has none.
  @inline(__always)
  func node(_ wanted: Int) -> Int? {
    let node = Int(found[wanted])
    return node == 0 ? nil : node
  }

  /// Locates the wanted members of an object.
  public func locate(_ object: JSONView) {
    let node = object.tape.nodes + object.index
    if !isLocated(object.tape.nodes, object.index, node.pointee.count, object.tape.text) { learn(object.tape, object.index) }
  }

  @inline(__always)
  private func isLocated(_ nodes: UnsafePointer<JSONNode>, _ index: Int, _ count: Int, _ text: UnsafePointer<UInt8>) -> Bool {
    guard let known = self.text, count == self.count else { return false }
    let (found, members) = (found, members)
    var child = index &+ 1
    for position in 0..<count {
      let member = members[position]
      let name = nodes[child]
      guard name.end &- name.start == member.length,
        Self.isEqual(text + Int(name.start), known + Int(member.start), Int(member.length))
      else { return false }
      if member.wanted >= 0 { found[Int(member.wanted)] = Int32(truncatingIfNeeded: child &+ 1) }
      child = Int(nodes[child &+ 1].next)
    }
    return true
  }

  private func learn(_ tape: JSONTape, _ index: Int) {
    self.tape = tape
    text = tape.text
    count = tape.nodes[index].count
    if count > capacity {
      members.deallocate()
      capacity = count
      members = .allocate(capacity: count)
    }
    for wanted in names.indices { found[wanted] = 0 }
    // Of members with the same name the last one is wanted.
    var last = [Int](repeating: -1, count: names.count)
    var child = index + 1
    for position in 0..<count {
      let name = tape.nodes[child]
      (members + position).initialize(to: Member(start: name.start, length: name.end &- name.start, wanted: -1))
      if let wanted = names.firstIndex(where: { tape.isName(child, $0) }) {
        if last[wanted] >= 0 { members[last[wanted]].wanted = -1 }
        last[wanted] = position
        members[position].wanted = Int32(truncatingIfNeeded: wanted)
        found[wanted] = Int32(truncatingIfNeeded: child + 1)
      }
      child = Int(tape.nodes[child + 1].next)
    }
  }

  /// Whether two names are the same text. They have at least two bytes, their quotes.
  @inline(__always)
  private static func isEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if count >= 8 {
      var offset = 0
      while offset &+ 8 <= count {
        guard word64(left + offset) == word64(right + offset) else { return false }
        offset &+= 8
      }
      return word64(left + (count &- 8)) == word64(right + (count &- 8))
    }
    if count >= 4 {
      return word32(left) == word32(right) && word32(left + (count &- 4)) == word32(right + (count &- 4))
    }
    return left[0] == right[0] && left[1] == right[1] && left[count &- 1] == right[count &- 1]
  }

  @inline(__always)
  private static func word64(_ start: UnsafePointer<UInt8>) -> UInt64 { UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) }

  @inline(__always)
  private static func word32(_ start: UnsafePointer<UInt8>) -> UInt32 { UnsafeRawPointer(start).loadUnaligned(as: UInt32.self) }
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
  /// Followed by bytes that are not names, so that a copy may read beyond a name.
  fileprivate var names = [UInt8](repeating: 0, count: Self.overrun)
  fileprivate static var overrun: Int { 32 }
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
        kinds: kinds, member: Int32(truncatingIfNeeded: index), start: UInt32(truncatingIfNeeded: names.count - Self.overrun),
        length: UInt32(truncatingIfNeeded: name.count), layer: Int32(truncatingIfNeeded: layer), isKey: isKey))
    names.insert(contentsOf: name, at: names.count - Self.overrun)
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
    let (objectText, objectSize, nodes) = (object.tape.text, object.tape.size, object.tape.nodes)
    return copies.copies.withUnsafeBufferPointer { list in
      copies.names.withUnsafeBufferPointer { names in
        withUnsafeTemporaryAllocation(byteCount: Self.scratchSize + JSONMemberCopies.overrun, alignment: 16) { scratch in
          guard let start = scratch.baseAddress else { return first }
          var end = start
          var index = first
          while index < list.count {
            let copy = list[index]
            guard copy.member >= 0, Int(copy.layer) == layer else { break }
            let text: UnsafePointer<UInt8>
            let size: Int
            let node: JSONNode
            if copy.isKey, let key {
              (text, size) = (key.tape.text, key.tape.size)
              node = key.node
            } else {
              guard let member = shape.node(Int(copy.member)) else { break }
              (text, size) = (objectText, objectSize)
              node = nodes[member]
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
            if let base = names.baseAddress { Self.copy(base + Int(copy.start), Int(copy.length), to: end, mayOverrun: true) }
            end += Int(copy.length)
            Self.copy(text + Int(node.start), count, to: end, mayOverrun: Int(node.start) &+ JSONMemberCopies.overrun <= size)
            end += count
            index &+= 1
          }
          if end > start { bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: end - start)) }
          return index
        }
      }
    }
  }

  /// With the overrun at most 1,024 bytes, which are on the stack.
  private static var scratchSize: Int { 992 }

  /// Copies bytes. A short text that may overrun is two vectors, which costs less than a call.
  @inline(__always)
  private static func copy(_ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutableRawPointer, mayOverrun: Bool) {
    guard mayOverrun, count <= JSONMemberCopies.overrun else { return target.copyMemory(from: source, byteCount: count) }
    let source = UnsafeRawPointer(source)
    target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    (target + 16).storeBytes(of: (source + 16).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
  }
}
