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

  public init() {}

  /// Of duplicate names, the last value is at the position of the first.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// Of duplicate names, the last value is at the position of the first. O(n).
  public init(_ elements: some Sequence<(name: String, value: JSONValue)>) {
    var positions: [[UInt8]: Int] = [:]
    for (name, value) in elements {
      let bytes = Array(name.utf8)
      if let position = positions[bytes] {
        members[position].value = value
      } else {
        positions[bytes] = members.count
        members.append(Member(name: name, value: value))
      }
    }
  }

  /// The value of a member; setting nil removes the member. O(n).
  public subscript(_ name: String) -> JSONValue? {
    get { members.last { $0.name.utf8.elementsEqual(name.utf8) }?.value }
    set {
      let position = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
      switch (position, newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): members.remove(at: position)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  public var count: Int { members.count }
}
