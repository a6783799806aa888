/// Why a token is not valid. Clients see the same response, 401, for all codes; the code is for logs and tests.
public struct JWTError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// Not three base64url parts with a JSON object in the first two, or a registered claim of the wrong type.
    case malformed
    /// The algorithm is unknown or not allowed.
    case algorithmNotAllowed
    /// The signature does not match any key.
    case badSignature
    /// `exp` has passed, or is missing.
    case expired
    /// `nbf` or `iat` is in the future.
    case notYetValid
    /// `iss` is another issuer.
    case wrongIssuer
    /// `aud` does not contain the expected audience.
    case wrongAudience
    /// `typ`, in the header or in the claims, is another type of token.
    case wrongType
    /// The header requires an extension (`crit`, RFC 7515 §4.1.11). None is supported.
    case unsupportedExtension
    /// The key cannot sign.
    case cannotSign
  }

  public let code: Code

  init(_ code: Code) { self.code = code }

  /// Safe to show to a client. It does not contain the token.
  public var description: String { "the token is not valid (\(code.rawValue))" }
}
