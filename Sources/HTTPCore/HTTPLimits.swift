/// How much of a message is accepted, and how long it may take.
public struct HTTPLimits: Sendable {
  /// Request line and header section together, in bytes → 431.
  public var headBytes = 16 * 1024
  /// The request target, in bytes → 414.
  public var targetBytes = 8 * 1024
  /// The content, in bytes → 413.
  public var bodyBytes = 1024 * 1024
  /// From a request's first byte to the end of its head → 408.
  public var headTime: Duration = .seconds(10)
  /// Between two pieces of a body → 408.
  public var bodyStallTime: Duration = .seconds(30)
  /// Between two requests of a connection; then it is closed without a word.
  public var idleTime: Duration = .seconds(75)
  /// A response that the peer does not take any bytes of for so long ends the connection.
  public var writeStallTime: Duration = .seconds(30)

  /// The defaults of the design.
  public init() {}
}
