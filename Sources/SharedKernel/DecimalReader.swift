/// Reads `[-]digits[.digits][e[+-]digits]` byte by byte into an exact count of hundredths.
struct DecimalReader {
  private enum Place {
    case start, sign, whole, point, fraction, exponentMark, exponentSign, exponent
  }

  private var place = Place.start
  private var isNegative = false
  /// The digits up to the last one that is not 0; the value is this times ten to the power.
  private var significand: Int64 = 0
  private var pendingZeros = 0
  private var decimals = 0
  private var exponent = 0
  private var exponentIsNegative = false

  /// Past this no text could hold the digits that would make up for it.
  private static let exponentLimit = 1 << 40
  /// What `NUMERIC(12,2)` holds.
  private static let digitLimit = 12

  /// False when the text cannot go on with this byte, or has more digits than an amount may have.
  mutating func read(_ byte: UInt8) -> Bool {
    switch (byte, place) {
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
      return read(digit: Int(byte - UInt8(ascii: "0")))
    case (UInt8(ascii: "-"), .start): (place, isNegative) = (.sign, true)
    case (UInt8(ascii: "."), .whole): place = .point
    case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .whole), (UInt8(ascii: "E"), .fraction):
      place = .exponentMark
    case (UInt8(ascii: "+"), .exponentMark): place = .exponentSign
    case (UInt8(ascii: "-"), .exponentMark): (place, exponentIsNegative) = (.exponentSign, true)
    default: return false
    }
    return true
  }

  private mutating func read(digit: Int) -> Bool {
    switch place {
    case .start, .sign, .whole: place = .whole
    case .point, .fraction:
      place = .fraction
      decimals += 1
    case .exponentMark, .exponentSign, .exponent:
      place = .exponent
      exponent = min(exponent * 10 + digit, Self.exponentLimit)
      return true
    }
    if digit == 0 {
      // Zeros wait until another digit needs them, so 7.500 and 100000e-3 stay small.
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

  /// The value; nil when the text has ended too early, or is no amount.
  var hundredths: Int64? {
    switch place {
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
