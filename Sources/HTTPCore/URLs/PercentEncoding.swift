/// Percent-encoding of URIs (RFC 3986 §2.1) and of form queries.
public enum PercentEncoding {
  /// The text with each `%XX` replaced by its byte; nil for an invalid escape or bytes that are not UTF-8.
  public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
    decode(String(text), plusIsSpace: plusIsSpace)
  }

  /// As above, without a copy of a text that has nothing to decode.
  public static func decode(_ text: String, plusIsSpace: Bool = false) -> String? {
    var utf8 = text
    return utf8.withUTF8 { bytes in
      let isEncoded = bytes.contains { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }
      return isEncoded ? decode(bytes, plusIsSpace: plusIsSpace) : text
    }
  }

  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(HTTPCharacter.hexValue), let low = rest.next().flatMap(HTTPCharacter.hexValue) else {
          return nil
        }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// The text with every byte escaped that is neither unreserved (letters, digits, `-._~`; RFC 3986 §2.3) nor in `allowed` (ASCII).
  public static func encode(_ text: some StringProtocol, allowed: String = "") -> String {
    let also = Array(allowed.utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      if isUnreserved(byte) || also.contains(byte) {
        encoded.append(byte)
      } else {
        encoded.append(UInt8(ascii: "%"))
        encoded.append(hexDigit(byte >> 4))
        encoded.append(hexDigit(byte & 15))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}
