/// The members of an object in a `JSONValue`. Objects are equal when they have equal members in the same order.
///
/// Names are equal when their UTF-8 is equal, whereas Swift compares strings by canonical equivalence.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }

    /// Compares the UTF-8 of the names.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
    }
  }

  /// In order; the names are unique.
  public private(set) var members: [Member] = []
  /// Where the members are, by the hashes of their names: a table with linear probing, at most half full, of positions and 1. 0 is free.
  /// Empty while there are few members, which a scan finds faster.
  private var table: [Int32] = []

  private static var largestScan: Int { 16 }

  public init() {}

  /// Of duplicate names, the last value is at the position of the first.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (name, value) in elements { set(name, value) }
  }

  /// Of duplicate names, the last value is at the position of the first. O(n).
  public init(_ elements: some Sequence<(name: String, value: JSONValue)>) {
    members.reserveCapacity(elements.underestimatedCount)
    for (name, value) in elements { set(name, value) }
  }

  /// The value of a member. O(1). Setting nil removes the member, in O(n).
  public subscript(_ name: String) -> JSONValue? {
    get { position(of: name).map { members[$0].value } }
    set {
      if let newValue {
        set(name, newValue)
      } else if let position = position(of: name) {
        members.remove(at: position)
        makeTable()
      }
    }
  }

  public var count: Int { members.count }

  public static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

  private mutating func set(_ name: String, _ value: JSONValue) {
    if let position = position(of: name) {
      members[position].value = value
      return
    }
    members.append(Member(name: name, value: value))
    if members.count * 2 > table.count {
      makeTable()
    } else {
      enter(members.count - 1)
    }
  }

  private func position(of name: String) -> Int? {
    guard !table.isEmpty else { return members.firstIndex { Self.areEqual($0.name, name) } }
    var slot = slot(of: name)
    while table[slot] != 0 {
      let position = Int(table[slot]) - 1
      if Self.areEqual(members[position].name, name) { return position }
      slot = (slot + 1) & (table.count - 1)
    }
    return nil
  }

  /// The first slot for a name. The hash has the process's own seed, so that no client can choose names that collide.
  private func slot(of name: String) -> Int {
    var hasher = Hasher()
    var name = name
    name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return hasher.finalize() & (table.count - 1)
  }

  private mutating func makeTable() {
    guard members.count > Self.largestScan else { return table = [] }
    var count = 64
    while count < members.count * 4 { count *= 2 }
    table = Array(repeating: 0, count: count)
    for position in members.indices { enter(position) }
  }

  private mutating func enter(_ position: Int) {
    var slot = slot(of: members[position].name)
    while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(truncatingIfNeeded: position + 1)
  }

  private static func areEqual(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
  }
}
