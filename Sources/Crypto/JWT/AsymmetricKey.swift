import COpenSSL

/// A private or public key of OpenSSL, for one signature algorithm. It is never changed, so threads may share it.
final class AsymmetricKey: @unchecked Sendable {
  // Sendable: the key is only read, which OpenSSL allows from several threads (openssl-threads(7)).
  private let key: OpaquePointer
  let algorithm: JWTAlgorithm
  let isPrivate: Bool

  /// Takes over the key. Nil, and the key is freed, unless the algorithm can be used with it: EdDSA with an Ed25519 key, RS256 and PS256 with an RSA
  /// key of at least 2048 bits (RFC 7518 §3.3), ES256 with a P-256 key. Without an algorithm, it is EdDSA or RS256.
  private init?(owning key: OpaquePointer, isPrivate: Bool, algorithm: JWTAlgorithm? = nil) {
    let usable: [JWTAlgorithm] =
      switch EVP_PKEY_get_base_id(key) {
      case EVP_PKEY_ED25519: [.edDSA]
      case EVP_PKEY_RSA where EVP_PKEY_get_bits(key) >= 2048: [.rs256, .ps256]
      case EVP_PKEY_EC where algorithm != nil && Self.isP256(key): [.es256]
      default: []
      }
    guard let chosen = algorithm ?? usable.first, usable.contains(chosen) else {
      EVP_PKEY_free(key)
      return nil
    }
    self.algorithm = chosen
    self.key = key
    self.isPrivate = isPrivate
  }

  private static func isP256(_ key: OpaquePointer) -> Bool {
    var name = [CChar](repeating: 0, count: 64)
    guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1 else { return false }
    return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } == "prime256v1"
  }

  deinit { EVP_PKEY_free(key) }

  /// The private key of a PEM text (PKCS #8); nil for anything else and for an encrypted key.
  static func privateKey(pem: [UInt8], algorithm: JWTAlgorithm? = nil) -> AsymmetricKey? {
    // The empty password keeps OpenSSL from asking the terminal for one.
    let key = pem.withBIO { bio in "".withCString { PEM_read_bio_PrivateKey(bio, nil, nil, UnsafeMutableRawPointer(mutating: $0)) } }
    return key.flatMap { AsymmetricKey(owning: $0, isPrivate: true, algorithm: algorithm) }
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

  /// The public key of these numbers; nil when they are not a key that the algorithm can be used with.
  static func publicKey(_ numbers: PublicNumbers, algorithm: JWTAlgorithm) -> AsymmetricKey? {
    guard let bytes = numbers.subjectPublicKeyInfo else { return nil }
    let key = bytes.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      // OpenSSL refuses a point that is not on the curve.
      return d2i_PUBKEY(nil, &start, buffer.count)
    }
    return key.flatMap { AsymmetricKey(owning: $0, isPrivate: false, algorithm: algorithm) }
  }

  /// The numbers of a public key as a JSON Web Key has them (RFC 7518 §6.2 and §6.3, RFC 8037 §2).
  enum PublicNumbers {
    case ed25519(x: [UInt8])
    case rsa(modulus: [UInt8], exponent: [UInt8])
    case p256(x: [UInt8], y: [UInt8])

    /// The key in DER (RFC 5280 §4.1.2.7); nil for numbers of a wrong length.
    var subjectPublicKeyInfo: [UInt8]? {
      switch self {
      case .ed25519(let x):
        // RFC 8410 §4: id-Ed25519.
        guard x.count == 32 else { return nil }
        return DER.sequence(DER.sequence([0x06, 0x03, 0x2B, 0x65, 0x70]) + DER.bits(x))
      case .rsa(let modulus, let exponent):
        // RFC 8017 §A.1: rsaEncryption, with a parameter that is null.
        guard !modulus.isEmpty, !exponent.isEmpty else { return nil }
        let algorithm: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        return DER.sequence(DER.sequence(algorithm) + DER.bits(DER.sequence(DER.integer(modulus) + DER.integer(exponent))))
      case .p256(let x, let y):
        // RFC 5480 §2: id-ecPublicKey with secp256r1, and an uncompressed point.
        guard x.count == 32, y.count == 32 else { return nil }
        let algorithm: [UInt8] = [
          0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
        ]
        return DER.sequence(DER.sequence(algorithm) + DER.bits([4] + x + y))
      }
    }
  }

  /// Ed25519 hashes by itself (RFC 8032).
  private var digest: OpaquePointer? { algorithm == .edDSA ? nil : EVP_sha256() }

  /// RFC 7518 §3.5: the salt of PS256 is as long as the digest.
  private func choosePadding(_ context: OpaquePointer?) -> Bool {
    guard algorithm == .ps256 else { return true }
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
      && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
  }

  func signature(of input: [UInt8]) -> [UInt8]? {
    guard isPrivate, let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var length = 0
    var padding: OpaquePointer?
    guard EVP_DigestSignInit(context, &padding, digest, nil, key) == 1, choosePadding(padding),
      EVP_DigestSign(context, nil, &length, input, input.count) == 1
    else { return nil }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, input, input.count) == 1 else { return nil }
    let made = Array(signature.prefix(length))
    return algorithm == .es256 ? ECDSASignature.joined(fromDER: made) : made
  }

  func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool {
    guard let signature = algorithm == .es256 ? ECDSASignature.der(of: signature) : signature, let context = EVP_MD_CTX_new() else {
      return false
    }
    defer { EVP_MD_CTX_free(context) }
    var padding: OpaquePointer?
    return EVP_DigestVerifyInit(context, &padding, digest, nil, key) == 1 && choosePadding(padding)
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
    case .rs256, .ps256:
      // RFC 7518 §6.3.1.
      guard let exponent = number(OSSL_PKEY_PARAM_RSA_E), let modulus = number(OSSL_PKEY_PARAM_RSA_N) else { return nil }
      return [("e", Base64URL.encode(exponent)), ("kty", "RSA"), ("n", Base64URL.encode(modulus))]
    case .es256:
      // RFC 7518 §6.2.1: both coordinates have the full length.
      guard let x = number(OSSL_PKEY_PARAM_EC_PUB_X, length: 32), let y = number(OSSL_PKEY_PARAM_EC_PUB_Y, length: 32) else { return nil }
      return [("crv", "P-256"), ("kty", "EC"), ("x", Base64URL.encode(x)), ("y", Base64URL.encode(y))]
    case .hs256: return nil
    }
  }

  /// The bytes of a number of the key, with leading zeros up to the length.
  private func number(_ name: String, length: Int = 0) -> [UInt8]? {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { return nil }
    defer { BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
    BN_bn2bin(number, &bytes)
    return [UInt8](repeating: 0, count: max(0, length - bytes.count)) + bytes
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

/// The few forms of DER (X.690) that a public key has.
private enum DER {
  static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

  static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

  /// A number that is not negative.
  static func integer(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(bytes.drop { $0 == 0 })
    return element(0x02, digits.first.map { $0 < 0x80 } ?? false ? digits : [0] + digits)
  }

  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 {
      length.insert(UInt8(rest & 0xFF), at: 0)
      rest >>= 8
    }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }
}
