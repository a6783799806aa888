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

  /// A private key that signs and verifies: Ed25519 for EdDSA, RSA of at least 2048 bits for RS256 and PS256, P-256 for ES256. Without an algorithm it is
  /// EdDSA or RS256. Nil unless the text is such a key in PEM (PKCS #8), not encrypted. The identifier is the thumbprint of the public key (RFC 7638).
  public static func privateKey(pem: [UInt8], algorithm: JWTAlgorithm? = nil) -> JWTKey? {
    AsymmetricKey.privateKey(pem: pem, algorithm: algorithm).flatMap { JWTKey($0) }
  }

  /// Public keys for EdDSA or RS256, which only verify. Nil unless the PEM text has at least one and nothing else.
  public static func publicKeys(pem: [UInt8]) -> [JWTKey]? {
    guard let keys = AsymmetricKey.publicKeys(pem: pem) else { return nil }
    let usable = keys.compactMap { JWTKey($0) }
    return usable.count == keys.count ? usable : nil
  }

  private init?(_ key: AsymmetricKey) {
    guard let members = key.publicMembers else { return nil }
    self.init(key, identifier: Base64URL.encode(SHA256.digest(Self.object(members))), members)
  }

  /// The keys of a JSON Web Key Set (RFC 7517 §5) that verify signatures with one of the algorithms; nil when the text is not a set.
  ///
  /// Keys for other uses, of other kinds and with broken numbers are skipped, as the RFC requires. A key without `alg` is used for each algorithm that
  /// it is fit for. Symmetric keys are skipped: a set is published.
  public static func publicKeys(jwks: [UInt8], algorithms: Set<JWTAlgorithm>) -> [JWTKey]? {
    guard let root = try? JSONDocument(parsing: jwks, maximumDepth: 16).root, let list = root["keys"], list.kind == .array else {
      return nil
    }
    return list.elements.flatMap { entry -> [JWTKey] in
      guard isForSignatures(entry), let numbers = numbers(of: entry) else { return [] }
      if let identifier = entry["kid"], identifier.string == nil { return [] }
      let named = entry["alg"].map { $0.string ?? "" }
      return JWTAlgorithm.allCases.filter { algorithms.contains($0) && (named == nil || named == $0.rawValue) }.compactMap { algorithm in
        guard let key = AsymmetricKey.publicKey(numbers, algorithm: algorithm), let members = key.publicMembers else { return nil }
        return JWTKey(key, identifier: entry["kid"]?.string, members)
      }
    }
  }

  /// RFC 7517 §4.2 and §4.3.
  private static func isForSignatures(_ key: JSONView) -> Bool {
    if let use = key["use"], use.string != "sig" { return false }
    if let operations = key["key_ops"], !operations.elements.contains(where: { $0.string == "verify" }) { return false }
    return true
  }

  private static func numbers(of key: JSONView) -> AsymmetricKey.PublicNumbers? {
    func bytes(_ member: String) -> [UInt8]? { key[member]?.string.flatMap { Base64URL.decode($0) } }
    switch (key["kty"]?.string, key["crv"]?.string) {
    case ("OKP", "Ed25519"): return bytes("x").map { .ed25519(x: $0) }
    case ("EC", "P-256"):
      guard let x = bytes("x"), let y = bytes("y") else { return nil }
      return .p256(x: x, y: y)
    case ("RSA", _):
      // More than 16,384 bits would make each verification slow.
      guard let modulus = bytes("n"), let exponent = bytes("e"), modulus.count <= 2048, exponent.count <= 8 else { return nil }
      return .rsa(modulus: modulus, exponent: exponent)
    default: return nil
    }
  }

  private init(_ key: AsymmetricKey, identifier: String?, _ members: [(name: String, value: String)]) {
    let described: [(name: String, value: String)] =
      members + [("alg", key.algorithm.rawValue)] + (identifier.map { [("kid", $0)] } ?? []) + [("use", "sig")]
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

  package func signature(of input: [UInt8]) -> [UInt8]? { signing?(input) }
}

/// The signature algorithms of RFC 7518 §3.1 and RFC 8037 that tokens may name. `none` is not one of them.
public enum JWTAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// HMAC with SHA-256: one shared secret.
  case hs256 = "HS256"
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256 = "RS256"
  /// RSASSA-PSS with SHA-256.
  case ps256 = "PS256"
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"
  /// EdDSA on Ed25519.
  case edDSA = "EdDSA"
}
