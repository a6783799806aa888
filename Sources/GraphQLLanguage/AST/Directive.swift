/// An applied directive.
public struct Directive: Sendable {
  /// Its name, without `@`.
  public var name: Name
  /// Its arguments.
  public var arguments: [Argument]
  /// Where its `@` stands.
  public var location: SourceLocation

  /// A directive of these parts.
  public init(name: Name, arguments: [Argument] = [], location: SourceLocation = .unknown) {
    self.name = name
    self.arguments = arguments
    self.location = location
  }

  /// The value written for an argument; nil when the argument is not written.
  public func value(of argument: String) -> Value? {
    arguments.first { $0.name.value == argument }?.value
  }
}

/// An argument of a field or of a directive.
public struct Argument: Sendable {
  /// Its name.
  public var name: Name
  /// Its value.
  public var value: Value
  /// Where it begins.
  public var location: SourceLocation

  /// An argument of these parts.
  public init(name: Name, value: Value, location: SourceLocation = .unknown) {
    self.name = name
    self.value = value
    self.location = location
  }
}
