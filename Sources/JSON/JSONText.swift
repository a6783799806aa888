/// Unescapes strings of a validated text.
enum JSONText {
  /// The unescaped UTF-8 of a string node. The parser has validated its text.
  static func unescape(_ bytes: UnsafeBufferPointer<UInt8>, _ node: JSONNode) -> [UInt8] {
    var result: [UInt8] = []
    let end = Int(node.end) - 1
    var position = Int(node.start) + 1
    result.reserveCapacity(end - position)
    while position < end {
      let byte = bytes[position]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        position += 1
        continue
      }
      let escape = bytes[position + 1]
      position += 2
      switch escape {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = hex4(bytes, position)
        position += 4
        if 0xD800..<0xDC00 ~= scalar {
          scalar = 0x10000 + (scalar - 0xD800) << 10 + (hex4(bytes, position + 2) &- 0xDC00)
          position += 6
        }
        appendUTF8(scalar, to: &result)
      default: result.append(escape)
      }
    }
    return result
  }

  private static func hex4(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 4 | (hexDigitValue(bytes[start + $1]) ?? 0) }
  }

  private static func appendUTF8(_ value: UInt32, to result: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value) else { return }
    result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

/// The value of a hexadecimal digit in upper or lower case.
@inline(__always)
package func hexDigitValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: UInt32(byte - 0x30)
  case 0x41...0x46: UInt32(byte - 0x37)
  case 0x61...0x66: UInt32(byte - 0x57)
  default: nil
  }
}
