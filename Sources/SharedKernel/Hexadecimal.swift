/// Writes the 16 lower-case hexadecimal digits of a word.
///
/// - Parameter digits: memory for 16 bytes.
public func writeHexadecimal(_ word: UInt64, to digits: UnsafeMutablePointer<UInt8>) {
  writeEightDigits(UInt32(truncatingIfNeeded: word >> 32), to: digits)
  writeEightDigits(UInt32(truncatingIfNeeded: word), to: digits + 8)
}

/// All digits at once: each of the eight bytes of a word holds one.
private func writeEightDigits(_ word: UInt32, to digits: UnsafeMutablePointer<UInt8>) {
  var nibbles = UInt64(word)
  nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
  nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
  nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
  // 1 in each byte whose digit is a letter.
  let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
  let text = nibbles &+ 0x3030_3030_3030_3030 &+ letters &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
  UnsafeMutableRawPointer(digits).storeBytes(of: text.bigEndian, as: UInt64.self)
}
