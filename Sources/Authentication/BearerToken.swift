/// The credentials `Bearer token` (RFC 6750 §2.1); the scheme's name is case-insensitive (RFC 9110 §11.1).
public enum BearerToken {
  private static let scheme = Array("bearer ".utf8)

  /// The token of an `Authorization` field; nil for another scheme, a missing token, or a token with a space.
  public static func read(_ field: String) -> String? {
    var field = field
    return field.withUTF8 { bytes in
      guard bytes.count > scheme.count, zip(bytes, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) else { return nil }
      let token = bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") }
      if token.isEmpty || token.contains(UInt8(ascii: " ")) { return nil }
      return String(decoding: token, as: UTF8.self)
    }
  }
}
