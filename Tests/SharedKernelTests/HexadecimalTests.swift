import SharedKernel
import Testing

@Suite struct HexadecimalTests {
  @Test(arguments: [0, 1, 9, 10, 0xF, 0x10, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, 0x9A9A_0A0A_A0A0_9999, .max] as [UInt64])
  func writesAllDigits(word: UInt64) {
    let text = String(unsafeUninitializedCapacity: 16) { buffer in
      if let digits = buffer.baseAddress { writeHexadecimal(word, to: digits) }
      return 16
    }
    let digits = String(word, radix: 16)
    #expect(text == String(repeating: "0", count: 16 - digits.count) + digits)
  }
}
