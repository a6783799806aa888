/// A failure of the cryptographic library itself; never the answer to bad input.
public struct CryptoError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What to branch on.
  public enum Code: Sendable, Hashable {
    /// The system gave no random bytes.
    case noRandomness
    /// The library refused an operation, for lack of memory for instance.
    case operationFailed
    /// Too many passwords wait to be hashed: try again later (503).
    case busy
    /// A stored password hash is not an argon2id PHC string.
    case malformedHash
  }

  /// What to branch on.
  public let code: Code

  init(_ code: Code) { self.code = code }

  /// Safe to show.
  public var description: String {
    switch code {
    case .noRandomness: "no randomness available"
    case .operationFailed: "a cryptographic operation failed"
    case .busy: "too many passwords are waiting to be hashed"
    case .malformedHash: "a stored password hash is malformed"
    }
  }
}
