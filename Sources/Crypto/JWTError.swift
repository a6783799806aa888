/// Why a token does not count. Callers see one answer for all of them, 401; the code is for logs and tests.
public struct JWTError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What to branch on.
  public enum Code: String, Sendable, Hashable {
    /// Not three base64url parts with a JSON object in the first two, or a registered claim of the wrong type.
    case malformed
    /// The algorithm is unknown or not on the list of allowed ones.
    case algorithmNotAllowed
    /// No key of ours has made this signature.
    case badSignature
    /// `exp` has passed, or is missing.
    case expired
    /// `nbf` or `iat` lies ahead.
    case notYetValid
    /// `iss` is another one.
    case wrongIssuer
    /// `aud` does not name us.
    case wrongAudience
    /// `typ`, of the header or of the claims, is another kind of token.
    case wrongType
    /// The header asks for an extension (`crit`, RFC 7515 §4.1.11), and we know none.
    case unsupportedExtension
    /// The key cannot sign.
    case cannotSign
  }

  /// What to branch on.
  public let code: Code

  init(_ code: Code) { self.code = code }

  /// Safe to show; says nothing of the token.
  public var description: String { "the token is not valid (\(code.rawValue))" }
}
