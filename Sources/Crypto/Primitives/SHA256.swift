import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The length of a digest in bytes.
  public static let byteCount = 32

  /// The 32-byte digest.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      var length: UInt32 = 0
      EVP_Digest(bytes, bytes.count, buffer.baseAddress, &length, EVP_sha256(), nil)
      count = Int(length)
    }
  }

  public static func digest(_ text: String) -> [UInt8] { digest(Array(text.utf8)) }

  /// The digest in lower-case hexadecimal digits.
  public static func hexDigest(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest(text).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
