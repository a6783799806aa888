/// Reads `[-]digits[.digits][e[+-]digits]` byte by byte into an exact number of hundredths.
struct DecimalReader {
  private enum State {
    case start, sign, whole, point, fraction, exponentMark, exponentSign, exponent
  }

  private var state = State.start
  private var isNegative = false
  /// The digits up to the last one that is not 0.
  private var significand: Int64 = 0
  private var pendingZeros = 0
  private var decimals = 0
  private var exponent = 0
  private var exponentIsNegative = false

  /// The exponent is clamped to this: no text has enough digits to compensate for a larger one.
  private static let exponentLimit = 1 << 40
  /// The digits of `NUMERIC(12,2)`.
  private static let digitLimit = 12

  /// False when the byte is not valid at this position, or when the number has more digits than an amount.
  mutating func read(_ byte: UInt8) -> Bool {
    switch (byte, state) {
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
      return read(digit: Int(byte - UInt8(ascii: "0")))
    case (UInt8(ascii: "-"), .start): (state, isNegative) = (.sign, true)
    case (UInt8(ascii: "."), .whole): state = .point
    case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .whole), (UInt8(ascii: "E"), .fraction):
      state = .exponentMark
    case (UInt8(ascii: "+"), .exponentMark): state = .exponentSign
    case (UInt8(ascii: "-"), .exponentMark): (state, exponentIsNegative) = (.exponentSign, true)
    default: return false
    }
    return true
  }

  private mutating func read(digit: Int) -> Bool {
    switch state {
    case .start, .sign, .whole: state = .whole
    case .point, .fraction:
      state = .fraction
      decimals += 1
    case .exponentMark, .exponentSign, .exponent:
      state = .exponent
      exponent = min(exponent * 10 + digit, Self.exponentLimit)
      return true
    }
    if digit == 0 {
      // Zeros are applied only when another digit follows, so that 7.500 and 100000e-3 stay in range.
      if significand != 0 { pendingZeros += 1 }
      return true
    }
    guard significand == 0 || scaleUp(by: pendingZeros + 1) else { return false }
    pendingZeros = 0
    significand += Int64(digit)
    return true
  }

  private mutating func scaleUp(by power: Int) -> Bool {
    guard power <= Self.digitLimit else { return false }
    for _ in 0..<power {
      guard significand <= Money.maximum.hundredths / 10 else { return false }
      significand *= 10
    }
    return significand <= Money.maximum.hundredths
  }

  /// The value; nil when the text is incomplete or the number is not an amount.
  var hundredths: Int64? {
    switch state {
    case .whole, .fraction, .exponent: break
    default: return nil
    }
    guard significand != 0 else { return 0 }
    var scaled = self
    let power = (exponentIsNegative ? -exponent : exponent) - decimals + pendingZeros + 2
    guard power >= 0, scaled.scaleUp(by: power) else { return nil }
    return isNegative ? -scaled.significand : scaled.significand
  }
}
