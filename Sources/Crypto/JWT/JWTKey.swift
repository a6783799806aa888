/// A key and the only algorithm that it may be used with, so that a token cannot choose another (RFC 8725 §3.1).
public struct JWTKey: Sendable {
  public let algorithm: JWTAlgorithm
  /// The `kid` of tokens that name the key.
  public let identifier: String?
  private let verification: @Sendable (_ signature: [UInt8], _ input: [UInt8]) -> Bool
  private let signing: (@Sendable (_ input: [UInt8]) -> [UInt8])?

  /// A shared secret for HS256. RFC 7518 §3.2 requires at least 32 bytes.
  public static func hs256(secret: [UInt8], identifier: String? = nil) -> JWTKey {
    JWTKey(
      algorithm: .hs256, identifier: identifier,
      verification: { HMACSHA256.isValid($0, for: $1, key: secret) },
      signing: { HMACSHA256.authenticate($0, key: secret) })
  }

  /// A key of any algorithm. It is the extension point for RS256, ES256 and EdDSA.
  package init(
    algorithm: JWTAlgorithm, identifier: String?, verification: @escaping @Sendable ([UInt8], [UInt8]) -> Bool,
    signing: (@Sendable ([UInt8]) -> [UInt8])?
  ) {
    self.algorithm = algorithm
    self.identifier = identifier
    self.verification = verification
    self.signing = signing
  }

  func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool { verification(signature, input) }

  func signature(of input: [UInt8]) -> [UInt8]? { signing?(input) }
}

/// The signature algorithms of RFC 7518 §3.1 and RFC 8037 that tokens may name. `none` is not one of them.
public enum JWTAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// HMAC with SHA-256: one shared secret.
  case hs256 = "HS256"
  /// RSASSA-PKCS1-v1_5 with SHA-256. There is no key of this kind yet.
  case rs256 = "RS256"
  /// ECDSA on P-256 with SHA-256. There is no key of this kind yet.
  case es256 = "ES256"
  /// EdDSA on Ed25519. There is no key of this kind yet.
  case edDSA = "EdDSA"
}
