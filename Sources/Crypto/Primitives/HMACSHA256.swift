import COpenSSL

/// HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
  /// The 32-byte authentication code. It is empty if the library fails, which no comparison accepts.
  public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
      var length: UInt32 = 0
      let result = HMAC(EVP_sha256(), key, Int32(truncatingIfNeeded: key.count), message, message.count, buffer.baseAddress, &length)
      count = result == nil ? 0 : Int(length)
    }
  }

  /// Whether `code` is the authentication code of the message. Compares in constant time.
  public static func isValid(_ code: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
    let expected = authenticate(message, key: key)
    return expected.count == SHA256.byteCount && constantTimeEquals(expected, code)
  }
}

/// Compares two secrets in a time that depends only on their length.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
