/// The character classes of HTTP's grammar, as tests on one byte.
package enum HTTPCharacter {
  // tchar of RFC 9110 §5.6.2 as a bitmap: ! # $ % & ' * + - . 0-9 | A-Z ^ _ ` a-z | ~
  private static var tokenLow: UInt64 { 0x03FF_6CFA_0000_0000 }
  private static var tokenHigh: UInt64 { 0x57FF_FFFF_C7FF_FFFE }

  /// tchar (RFC 9110 §5.6.2).
  @inline(__always) package static func isToken(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return false }
    let half = byte < 64 ? tokenLow : tokenHigh
    return (half >> UInt64(byte & 63)) & 1 == 1
  }

  /// token (RFC 9110 §5.6.2).
  package static func isToken(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { isToken($0) } }

  /// The bytes of a field value: VCHAR, SP, HTAB and obs-text (RFC 9110 §5.5).
  @inline(__always) package static func isFieldValue(_ byte: UInt8) -> Bool {
    (byte >= 0x20 && byte != 0x7F) || byte == 0x09
  }

  /// Whether all bytes are those of a field value. Looks at eight bytes at once, and at each one only where one of them is below 0x20 or DEL.
  static func areFieldValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    let (ones, highBits): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var index = 0
    while index + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let isBelowSpace = (word &- ones &* 0x20) & ~word & highBits
      let withoutDEL = word ^ (ones &* 0x7F)
      let isDEL = (withoutDEL &- ones) & ~withoutDEL & highBits
      if isBelowSpace | isDEL != 0 {
        for byte in bytes[index..<index + 8] where !isFieldValue(byte) { return false }
      }
      index += 8
    }
    for byte in bytes[index...] where !isFieldValue(byte) { return false }
    return true
  }

  /// The bytes of a request target: visible ASCII without those that RFC 3986 does not allow and that proxies treat differently.
  @inline(__always) package static func isTarget(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
      && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "#")
  }

  /// ASCII lower case; other bytes unchanged.
  @inline(__always) package static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// The value of a hexadecimal digit; nil for anything else.
  @inline(__always) package static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
