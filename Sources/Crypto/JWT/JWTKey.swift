import JSON
import SharedKernel

/// A key and the only algorithm that it may be used with, so that a token cannot choose another (RFC 8725 §3.1).
public struct JWTKey: Sendable {
  public let algorithm: JWTAlgorithm
  /// The `kid` of tokens that name the key.
  public let identifier: String?
  /// The public key as a JSON Web Key (RFC 7517 §4), the text of a JSON object; nil for a shared secret.
  public let publicKey: [UInt8]?
  private let verification: @Sendable (_ signature: [UInt8], _ input: [UInt8]) -> Bool
  private let signing: (@Sendable (_ input: [UInt8]) -> [UInt8]?)?

  /// A shared secret for HS256. RFC 7518 §3.2 requires at least 32 bytes.
  public static func hs256(secret: [UInt8], identifier: String? = nil) -> JWTKey {
    JWTKey(
      algorithm: .hs256, identifier: identifier, publicKey: nil,
      verification: { HMACSHA256.isValid($0, for: $1, key: secret) },
      signing: { HMACSHA256.authenticate($0, key: secret) })
  }

  /// A private key that signs and verifies: Ed25519 for EdDSA, or RSA of at least 2048 bits for RS256. Nil unless the text is one in PEM (PKCS #8),
  /// not encrypted. The identifier is the thumbprint of the public key (RFC 7638).
  public static func privateKey(pem: [UInt8]) -> JWTKey? { AsymmetricKey.privateKey(pem: pem).flatMap { JWTKey($0) } }

  /// Public keys of the same kinds, which only verify. Nil unless the PEM text has at least one and nothing else.
  public static func publicKeys(pem: [UInt8]) -> [JWTKey]? {
    guard let keys = AsymmetricKey.publicKeys(pem: pem) else { return nil }
    let usable = keys.compactMap { JWTKey($0) }
    return usable.count == keys.count ? usable : nil
  }

  private init?(_ key: AsymmetricKey) {
    guard let members = key.publicMembers else { return nil }
    let identifier = Base64URL.encode(SHA256.digest(Self.object(members)))
    let described: [(name: String, value: String)] = members + [("alg", key.algorithm.rawValue), ("kid", identifier), ("use", "sig")]
    let verification: @Sendable ([UInt8], [UInt8]) -> Bool = { key.verifies($0, of: $1) }
    let signing: @Sendable ([UInt8]) -> [UInt8]? = { key.signature(of: $0) }
    self.init(
      algorithm: key.algorithm, identifier: identifier, publicKey: Self.object(described), verification: verification,
      signing: key.isPrivate ? signing : nil)
  }

  private static func object(_ members: [(name: String, value: String)]) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      for (name, value) in members {
        writer.name(name)
        writer.string(value)
      }
    }
    return writer.bytes
  }

  private init(
    algorithm: JWTAlgorithm, identifier: String?, publicKey: [UInt8]?, verification: @escaping @Sendable ([UInt8], [UInt8]) -> Bool,
    signing: (@Sendable ([UInt8]) -> [UInt8]?)?
  ) {
    self.algorithm = algorithm
    self.identifier = identifier
    self.publicKey = publicKey
    self.verification = verification
    self.signing = signing
  }

  /// Whether the key can sign.
  public var signs: Bool { signing != nil }

  func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool { verification(signature, input) }

  func signature(of input: [UInt8]) -> [UInt8]? { signing?(input) }
}

/// The signature algorithms of RFC 7518 §3.1 and RFC 8037 that tokens may name. `none` is not one of them.
public enum JWTAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// HMAC with SHA-256: one shared secret.
  case hs256 = "HS256"
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256 = "RS256"
  /// ECDSA on P-256 with SHA-256. There is no key of this kind yet.
  case es256 = "ES256"
  /// EdDSA on Ed25519.
  case edDSA = "EdDSA"
}
