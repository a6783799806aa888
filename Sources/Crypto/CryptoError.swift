/// A failure of the cryptographic library or of the password queue, not of the input.
public struct CryptoError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The system returned no random bytes.
    case noRandomness
    /// The library failed, for instance for lack of memory.
    case operationFailed
    /// Too many passwords are waiting to be hashed. Retry later (503).
    case busy
    /// A stored password hash is not an argon2id PHC string.
    case malformedHash
  }

  public let code: Code

  init(_ code: Code) { self.code = code }

  /// Safe to show to a client.
  public var description: String {
    switch code {
    case .noRandomness: "no randomness available"
    case .operationFailed: "a cryptographic operation failed"
    case .busy: "too many passwords are waiting to be hashed"
    case .malformedHash: "a stored password hash is malformed"
    }
  }
}
