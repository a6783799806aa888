/// What went wrong with a command. `description` holds no key, value or host.
public struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What a caller branches on.
  public enum Code: Sendable, Hashable {
    /// No connection, or it was lost while the command was under way.
    case unavailable
    /// No reply in time.
    case timeout
    /// The server refused the command; its first word (`WRONGTYPE`, `NOSCRIPT`, `ERR`, …).
    case refused(prefix: String)
    /// A reply of another kind than the command's.
    case unexpectedReply
  }

  /// What a caller branches on.
  public let code: Code

  /// Makes an error.
  public init(_ code: Code) { self.code = code }

  static let unavailable = RedisError(.unavailable)

  /// Safe to show.
  public var description: String {
    switch code {
    case .unavailable: "Redis is not available"
    case .timeout: "Redis took too long"
    case .refused(let prefix): "Redis refused the command (\(prefix))"
    case .unexpectedReply: "Redis gave an unexpected reply"
    }
  }
}
