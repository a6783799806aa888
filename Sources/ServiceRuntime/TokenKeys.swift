import Crypto
import ProcessKit

/// The keys of access tokens.
///
/// The user service signs with a private key, and every service verifies with public keys, so that no other service can issue a token. Outside
/// development both are required. In development, a process without key files signs and verifies with the shared secret `JWT_SECRET`.
public struct TokenKeys: Sendable {
  /// The key that signs; in a service that only verifies, one that cannot sign.
  public let signing: JWTKey
  /// The keys that verify. With key files, a token of the shared secret is refused.
  public let verifying: [JWTKey]
  /// Encrypts stored responses that contain tokens, and is in no relation to the signature of tokens.
  let storageSecret: [UInt8]

  /// The public keys as a JWK Set (RFC 7517 §5). It is empty for a shared secret.
  public var publicKeySet: [UInt8] {
    let keys = verifying.compactMap(\.publicKey).joined(separator: [UInt8(ascii: ",")])
    return Array(#"{"keys":["#.utf8) + keys + Array("]}".utf8)
  }

  /// `isIssuer`: whether the service issues tokens. A service that does not never reads the private key.
  init(_ settings: SettingsReader, _ declared: TokenKeySettings, isIssuer: Bool) throws(ConfigurationError) {
    let isDevelopment = settings.isDevelopment
    let secret = try settings.value(of: declared.secret)
    let accepted = SigningSecret.accepted(secret, isDevelopment: isDevelopment)
    if secret != nil, accepted == nil {
      throw ConfigurationError(
        variable: "JWT_SECRET",
        problem: "must be your own, of at least \(SigningSecret.minimumLength) bytes (TRELLIS_ENV=development allows the sample one)")
    }
    let expected = "PEM public keys: Ed25519, or RSA of at least 2048 bits"
    let publicKeys = try settings.contents(of: declared.publicKeysFile).map { text throws(ConfigurationError) in
      guard let keys = JWTKey.publicKeys(pem: text) else {
        throw ConfigurationError(variable: "JWT_PUBLIC_KEYS_FILE", problem: "must name a file of \(expected)")
      }
      return keys
    }
    let privateKey = isIssuer ? try Self.privateKey(settings, declared) : nil
    if let privateKey {
      signing = privateKey.key
      let others = (publicKeys ?? []).filter { $0.identifier != privateKey.key.identifier }
      verifying = [privateKey.key] + others
      storageSecret = accepted.flatMap { secret == nil ? nil : $0 } ?? privateKey.pem
    } else if let publicKeys, let first = publicKeys.first, !isIssuer {
      signing = first
      verifying = publicKeys
      // Nothing that such a service stores holds a token. Without a secret of its own, what it encrypts is readable until it restarts.
      storageSecret = if let accepted { accepted } else { try Self.random() }
    } else if isDevelopment, publicKeys == nil, let accepted {
      signing = .hs256(secret: accepted)
      verifying = [signing]
      storageSecret = accepted
    } else {
      throw ConfigurationError(
        variable: isIssuer ? "JWT_SIGNING_KEY_FILE" : "JWT_PUBLIC_KEYS_FILE",
        problem: isIssuer
          ? "is not set: it must name a PEM private key that signs access tokens (only TRELLIS_ENV=development may use JWT_SECRET instead)"
          : "is not set: it must name a file of \(expected) (only TRELLIS_ENV=development may use JWT_SECRET instead)")
    }
  }

  private static func random() throws(ConfigurationError) -> [UInt8] {
    do { return try SecureRandom.bytes(32) } catch { throw ConfigurationError(variable: "JWT_SECRET", problem: "is not set: \(error)") }
  }

  private static func privateKey(
    _ settings: SettingsReader, _ declared: TokenKeySettings
  ) throws(ConfigurationError) -> (key: JWTKey, pem: [UInt8])? {
    guard let pem = try settings.contents(of: declared.signingKeyFile) else { return nil }
    guard let key = JWTKey.privateKey(pem: pem) else {
      throw ConfigurationError(
        variable: "JWT_SIGNING_KEY_FILE",
        problem: "must name a PEM private key without a password: Ed25519, or RSA of at least 2048 bits")
    }
    return (key, pem)
  }
}
