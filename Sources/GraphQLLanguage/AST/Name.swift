/// A name with its place: of a type, a field, an argument, a variable (without its `$`) and so on.
public struct Name: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The name itself.
  public var value: String

  /// Where it stands.
  public var location: SourceLocation

  /// A name at a place.
  public init(_ value: String, location: SourceLocation = .unknown) {
    self.value = value
    self.location = location
  }

  /// A name from a literal, at no place.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// The name itself.
  public var description: String { value }
}

/// The description of a definition.
public struct Description: Sendable, ExpressibleByStringLiteral {
  /// The text, unescaped and, for a block string, without its common indentation.
  public var value: String

  /// Whether it was written as a block string.
  public var isBlock: Bool

  /// Where it stands.
  public var location: SourceLocation

  /// A description, printed as a block string unless told otherwise.
  public init(_ value: String, isBlock: Bool = true, location: SourceLocation = .unknown) {
    self.value = value
    self.isBlock = isBlock
    self.location = location
  }

  /// A description from a literal, at no place.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}
