import COpenSSL

/// Cryptographically secure random bytes.
public enum SecureRandom {
  /// `count` bytes from the generator of OpenSSL.
  public static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    guard RAND_bytes(&bytes, Int32(truncatingIfNeeded: bytes.count)) == 1 else { throw CryptoError(.noRandomness) }
    return bytes
  }
}
