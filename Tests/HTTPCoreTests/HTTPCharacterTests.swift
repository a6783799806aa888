import Testing

@testable import HTTPCore

@Suite struct HTTPCharacterTests {
  /// Each byte at each position of values with one whole word, one and a half, and none.
  @Test(arguments: [1, 7, 8, 9, 12, 24])
  func findsABadByteOfAFieldValueAnywhere(length: Int) {
    for byte in UInt8.min ... .max {
      for position in 0..<length {
        for filler in [UInt8(ascii: "a"), 0x09, 0x20, 0x80, 0xFF] {
          var value = [UInt8](repeating: filler, count: length)
          value[position] = byte
          let isValid = value.withUnsafeBufferPointer { HTTPCharacter.areFieldValue($0) }
          if isValid != HTTPCharacter.isFieldValue(byte) { Issue.record("\(byte) at \(position) of \(length) after \(filler)") }
        }
      }
    }
  }
}
