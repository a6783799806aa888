import JSON

/// Where a value of an abstract type says of which object type it is, and in which words.
public struct Discriminator: Sendable, Hashable {
  /// The way to the string that says it.
  public let path: JSONPath
  /// The strings of object types, where they are not the types' names.
  public let strings: [String: String]

  /// A discriminator; `__typename` with the types' names unless said otherwise.
  public init(path: JSONPath = JSONPath(member: "__typename"), strings: [String: String] = [:]) {
    self.path = path
    self.strings = strings
  }
}
