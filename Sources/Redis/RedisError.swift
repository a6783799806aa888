/// The error of a command. `description` contains no key, value or host.
public struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of error.
  public enum Code: Sendable, Hashable {
    /// There is no connection, or it was lost during the command.
    case unavailable
    /// The reply did not arrive in time.
    case timeout
    /// The server rejected the command; the first word of its error (`WRONGTYPE`, `NOSCRIPT`, `ERR`, …).
    case rejected(prefix: String)
    /// A reply of an unexpected type.
    case unexpectedReply
  }

  /// The kind of error.
  public let code: Code

  public init(_ code: Code) { self.code = code }

  static let unavailable = RedisError(.unavailable)

  /// Safe to show.
  public var description: String {
    switch code {
    case .unavailable: "Redis is not available"
    case .timeout: "Redis did not reply in time"
    case .rejected(let prefix): "Redis rejected the command (\(prefix))"
    case .unexpectedReply: "Redis sent an unexpected reply"
    }
  }
}
