import COpenSSL

/// AES-256 in Galois/counter mode (NIST SP 800-38D). A sealed message can be neither read nor changed without the key.
public struct AuthenticatedCipher: Sendable {
  private static let nonceCount = 12
  private static let tagCount = 16

  private let key: [UInt8]

  /// A key of another length than 32 bytes is hashed to 32 bytes.
  public init(key: [UInt8]) { self.key = key.count == 32 ? key : SHA256.digest(key) }

  /// Nonce, tag and encrypted bytes. The nonce is random: at most 2^32 messages per key (SP 800-38D §8.3).
  public func seal(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
    let nonce = try SecureRandom.bytes(AuthenticatedCipher.nonceCount)
    guard let context = EVP_CIPHER_CTX_new() else { throw CryptoError(.operationFailed) }
    defer { EVP_CIPHER_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: message.count)
    var tag = [UInt8](repeating: 0, count: AuthenticatedCipher.tagCount)
    var length: Int32 = 0
    guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_EncryptUpdate(context, &output, &length, message, Int32(truncatingIfNeeded: message.count)) == 1,
      EVP_EncryptFinal_ex(context, nil, &length) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
    else { throw CryptoError(.operationFailed) }
    return nonce + tag + output
  }

  /// The message; nil when the bytes were sealed with another key or have been changed.
  public func open(_ sealed: [UInt8]) -> [UInt8]? {
    let headCount = AuthenticatedCipher.nonceCount + AuthenticatedCipher.tagCount
    guard sealed.count >= headCount, let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    let nonce = Array(sealed[..<AuthenticatedCipher.nonceCount])
    var tag = Array(sealed[AuthenticatedCipher.nonceCount..<headCount])
    let input = Array(sealed[headCount...])
    var output = [UInt8](repeating: 0, count: input.count)
    var length: Int32 = 0
    var finalByte: UInt8 = 0
    guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_DecryptUpdate(context, &output, &length, input, Int32(truncatingIfNeeded: input.count)) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
      EVP_DecryptFinal_ex(context, &finalByte, &length) == 1
    else { return nil }
    return output
  }
}
