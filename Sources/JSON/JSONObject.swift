/// The members of a JSON object as a tree value, in order. Equal when the same members come in the same order.
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
    var places: [String: Int] = [:]
    for (name, value) in elements {
      if let place = places[name] {
        members[place].value = value
      } else {
        places[name] = members.count
        members.append(Member(name: name, value: value))
      }
    }
  }

  /// A member's value; setting nil removes the member. Costs O(n).
  public subscript(_ name: String) -> JSONValue? {
    get { members.last { $0.name == name }?.value }
    set {
      let place = members.firstIndex { $0.name == name }
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
