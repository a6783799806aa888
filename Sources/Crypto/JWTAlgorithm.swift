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
