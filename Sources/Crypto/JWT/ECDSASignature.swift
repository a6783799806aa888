import COpenSSL

/// The two forms of an ES256 signature: in tokens the numbers r and s, 32 bytes each (RFC 7518 §3.4), and in OpenSSL a DER sequence.
enum ECDSASignature {
  private static let length = 32

  /// Nil unless the bytes are two numbers.
  static func der(of joined: [UInt8]) -> [UInt8]? {
    guard joined.count == 2 * length, let signature = ECDSA_SIG_new() else { return nil }
    defer { ECDSA_SIG_free(signature) }
    guard let r = BN_bin2bn(Array(joined[..<length]), Int32(length), nil) else { return nil }
    guard let s = BN_bin2bn(Array(joined[length...]), Int32(length), nil), ECDSA_SIG_set0(signature, r, s) == 1 else {
      BN_free(r)
      return nil
    }
    // The signature owns both numbers now.
    var text: UnsafeMutablePointer<UInt8>?
    let count = i2d_ECDSA_SIG(signature, &text)
    guard count > 0, let text else { return nil }
    defer { CRYPTO_free(text, #file, #line) }
    return Array(UnsafeBufferPointer(start: text, count: Int(count)))
  }

  /// Nil unless the bytes are such a sequence.
  static func joined(fromDER bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      guard let signature = d2i_ECDSA_SIG(nil, &start, buffer.count) else { return nil }
      defer { ECDSA_SIG_free(signature) }
      var joined = [UInt8](repeating: 0, count: 2 * length)
      let isWritten = joined.withUnsafeMutableBufferPointer { target in
        guard let first = target.baseAddress else { return false }
        return BN_bn2binpad(ECDSA_SIG_get0_r(signature), first, Int32(length)) == Int32(length)
          && BN_bn2binpad(ECDSA_SIG_get0_s(signature), first + length, Int32(length)) == Int32(length)
      }
      return isWritten ? joined : nil
    }
  }
}
