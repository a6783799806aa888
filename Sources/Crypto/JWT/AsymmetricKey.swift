import COpenSSL

/// A private or public key of OpenSSL, for one signature algorithm. It is never changed, so threads may share it.
final class AsymmetricKey: @unchecked Sendable {
  // Sendable: the key is only read, which OpenSSL allows from several threads (openssl-threads(7)).
  private let key: OpaquePointer
  let algorithm: JWTAlgorithm
  let isPrivate: Bool

  /// Takes over the key. Nil, and the key is freed, unless it is an Ed25519 key or an RSA key of at least 2048 bits (RFC 7518 §3.3).
  private init?(owning key: OpaquePointer, isPrivate: Bool) {
    switch EVP_PKEY_get_base_id(key) {
    case EVP_PKEY_ED25519: algorithm = .edDSA
    case EVP_PKEY_RSA where EVP_PKEY_get_bits(key) >= 2048: algorithm = .rs256
    default:
      EVP_PKEY_free(key)
      return nil
    }
    self.key = key
    self.isPrivate = isPrivate
  }

  deinit { EVP_PKEY_free(key) }

  /// The private key of a PEM text (PKCS #8); nil for anything else and for an encrypted key.
  static func privateKey(pem: [UInt8]) -> AsymmetricKey? {
    // The empty password keeps OpenSSL from asking the terminal for one.
    let key = pem.withBIO { bio in "".withCString { PEM_read_bio_PrivateKey(bio, nil, nil, UnsafeMutableRawPointer(mutating: $0)) } }
    return key.flatMap { AsymmetricKey(owning: $0, isPrivate: true) }
  }

  /// The public keys (SubjectPublicKeyInfo) of a PEM text; nil when it has none, or when any block is not such a key.
  static func publicKeys(pem: [UInt8]) -> [AsymmetricKey]? {
    let blocks = String(decoding: pem, as: UTF8.self).split(separator: "-----BEGIN ", omittingEmptySubsequences: false).count - 1
    let keys = pem.withBIO { bio -> [AsymmetricKey] in
      var keys: [AsymmetricKey] = []
      while let key = PEM_read_bio_PUBKEY(bio, nil, nil, nil) {
        if let key = AsymmetricKey(owning: key, isPrivate: false) { keys.append(key) }
      }
      return keys
    }
    guard let keys, !keys.isEmpty, keys.count == blocks else { return nil }
    return keys
  }

  /// Ed25519 hashes by itself (RFC 8032).
  private var digest: OpaquePointer? { algorithm == .rs256 ? EVP_sha256() : nil }

  func signature(of input: [UInt8]) -> [UInt8]? {
    guard isPrivate, let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var length = 0
    guard EVP_DigestSignInit(context, nil, digest, nil, key) == 1, EVP_DigestSign(context, nil, &length, input, input.count) == 1
    else { return nil }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, input, input.count) == 1 else { return nil }
    return Array(signature.prefix(length))
  }

  func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, digest, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, input, input.count) == 1
  }

  /// The members of the public key as a JSON Web Key that its thumbprint is made of, in the order of their names (RFC 7638 §3.2).
  var publicMembers: [(name: String, value: String)]? {
    switch algorithm {
    case .edDSA:
      // RFC 8037 §2.
      var length = 0
      guard EVP_PKEY_get_raw_public_key(key, nil, &length) == 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: length)
      guard EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1 else { return nil }
      return [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64URL.encode(bytes))]
    case .rs256:
      // RFC 7518 §6.3.1.
      guard let exponent = number(OSSL_PKEY_PARAM_RSA_E), let modulus = number(OSSL_PKEY_PARAM_RSA_N) else { return nil }
      return [("e", Base64URL.encode(exponent)), ("kty", "RSA"), ("n", Base64URL.encode(modulus))]
    case .hs256, .es256: return nil
    }
  }

  /// The bytes of a number of the key, without leading zeros.
  private func number(_ name: String) -> [UInt8]? {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { return nil }
    defer { BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
    BN_bn2bin(number, &bytes)
    return bytes
  }
}

extension [UInt8] {
  /// Passes the bytes to OpenSSL as a stream. Nil when OpenSSL fails, or when the body is nil.
  fileprivate func withBIO<Result>(_ body: (OpaquePointer) -> Result?) -> Result? {
    // The stream reads the bytes where they are.
    withUnsafeBytes { bytes in
      guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(truncatingIfNeeded: bytes.count)) else { return nil }
      defer { BIO_free(bio) }
      return body(bio)
    }
  }
}
