/// The members of a JSON object as a tree value, in order. Equal when the same members come in the same order.
///
/// Names are the same when their bytes are: é as one scalar and as two are equal strings in Swift, but two members.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// One name and its value.
  public struct Member: Sendable, Equatable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var value: JSONValue

    /// A member.
    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }

    /// Whether both have the same name, byte by byte, and the same value.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
    }
  }

  /// All members in order; names do not repeat.
  public private(set) var members: [Member] = []

  /// An object without members.
  public init() {}

  /// An object from names and values; of duplicates the last wins, at the place of the first.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// An object from names and values; of duplicates the last wins, at the place of the first. Costs O(n).
  public init(_ elements: some Sequence<(name: String, value: JSONValue)>) {
    var places: [[UInt8]: Int] = [:]
    for (name, value) in elements {
      let bytes = Array(name.utf8)
      if let place = places[bytes] {
        members[place].value = value
      } else {
        places[bytes] = members.count
        members.append(Member(name: name, value: value))
      }
    }
  }

  /// A member's value; setting nil removes the member. Costs O(n).
  public subscript(_ name: String) -> JSONValue? {
    get { members.last { $0.name.utf8.elementsEqual(name.utf8) }?.value }
    set {
      let place = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The number of members.
  public var count: Int { members.count }
}
