import JSON

/// A token in the compact form of RFC 7515 §3.1, parsed and not verified.
///
/// Nothing in it may be trusted. `issuer` and `keyID` only choose the keys that verify it.
public struct SignedToken: Sendable {
  let header: JSONDocument
  let claims: JSONDocument
  let signature: [UInt8]
  /// The header and the claims in base64url, which the signature covers.
  let input: [UInt8]
  /// `kid` (RFC 7515 §4.1.4); nil when the token names no key.
  public let keyID: String?

  /// `iss`
  public var issuer: String? { claims.root["iss"]?.string }

  /// The largest accepted length of a token in bytes.
  static let maximumLength = 8192

  public init(_ token: String) throws(JWTError) {
    let bytes = Array(token.utf8)
    guard bytes.count <= Self.maximumLength else { throw JWTError(.malformed) }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
      let signature = Base64URL.decode(parts[2])
    else { throw JWTError(.malformed) }
    if let identifier = header.root["kid"] {
      guard let text = identifier.string else { throw JWTError(.malformed) }
      keyID = text
    } else {
      keyID = nil
    }
    self.header = header
    self.claims = claims
    self.signature = signature
    input = Array(bytes[..<parts[1].endIndex])
  }

  private static func object(_ part: ArraySlice<UInt8>) -> JSONDocument? {
    guard let bytes = Base64URL.decode(part), let document = try? JSONDocument(parsing: bytes, maximumDepth: 16),
      document.root.kind == .object
    else { return nil }
    return document
  }
}
