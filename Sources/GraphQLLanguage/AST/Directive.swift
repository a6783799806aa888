public struct Directive: Sendable {
  public var name: Name
  public var arguments: [Argument]
  public var location: SourceLocation

  public init(name: Name, arguments: [Argument] = [], location: SourceLocation = .unknown) {
    self.name = name
    self.arguments = arguments
    self.location = location
  }

  /// The value of an argument; nil when the argument is not provided.
  public func value(of argument: String) -> Value? {
    arguments.first { $0.name.value == argument }?.value
  }
}

public struct Argument: Sendable {
  public var name: Name
  public var value: Value
  public var location: SourceLocation

  public init(name: Name, value: Value, location: SourceLocation = .unknown) {
    self.name = name
    self.value = value
    self.location = location
  }
}
