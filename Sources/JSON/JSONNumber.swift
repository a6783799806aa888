/// Conversions of numbers in JSON. RFC 8259 §6.
public enum JSONNumber {
  /// The shortest text that parses to the same finite double, with a fraction or an exponent: without an exponent from 0.0001 to 10^16,
  /// as in JavaScript and Python.
  public static func text(of value: Double) -> String {
    let digits = value.description
    // The standard library uses exponents from 2^53 on, where each double is an integer.
    guard abs(value) >= 0x1p53, abs(value) < 1e16 else { return digits }
    return "\(Int64(value)).0"
  }

  /// The value of an integer in any notation; nil for other numbers, on overflow, and when the text is not a number.
  public static func exactInteger(_ text: some Collection<UInt8>) -> Int64? {
    var magnitude: UInt64 = 0
    var isNegative = false
    // The number of digits after the decimal point, without trailing zeros.
    var fraction: Int?
    var pendingZeros = 0
    var hasDigits = false
    var index = text.startIndex
    if index < text.endIndex, text[index] == UInt8(ascii: "-") {
      isNegative = true
      index = text.index(after: index)
    }
    scan: while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case 0x30...0x39:
        hasDigits = true
        // Zeros are added only when another digit follows, so that 1.000… and 10000e-4 do not overflow.
        if byte == 0x30 {
          if magnitude != 0 || fraction != nil { pendingZeros += 1 }
        } else {
          guard append(zeros: pendingZeros, digit: UInt64(byte - 0x30), to: &magnitude) else { return nil }
          if let seen = fraction { fraction = seen + pendingZeros + 1 }
          pendingZeros = 0
        }
      case UInt8(ascii: "."):
        guard fraction == nil, hasDigits else { return nil }
        guard append(zeros: pendingZeros, digit: nil, to: &magnitude) else { return nil }
        pendingZeros = 0
        fraction = 0
      case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
      default: return nil
      }
      index = text.index(after: index)
    }
    guard hasDigits else { return nil }
    var exponent = 0
    if index < text.endIndex {
      guard let value = parseExponent(text[text.index(after: index)...]) else { return magnitude == 0 ? 0 : nil }
      exponent = value
    }
    if let seen = fraction { exponent -= seen } else { exponent += pendingZeros }
    return scale(magnitude, by: exponent, isNegative: isNegative)
  }

  private static func append(zeros: Int, digit: UInt64?, to magnitude: inout UInt64) -> Bool {
    if magnitude != 0 {
      guard zeros <= 19 else { return false }
      for _ in 0..<zeros {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        guard !overflow else { return false }
        magnitude = product
      }
    }
    guard let digit else { return true }
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    let (sum, carried) = product.addingReportingOverflow(digit)
    guard !overflow, !carried else { return false }
    magnitude = sum
    return true
  }

  /// Nil when the exponent is malformed, or so large that no number of digits can compensate for it.
  private static func parseExponent(_ text: some Collection<UInt8>) -> Int? {
    guard let exponent = Int(String(decoding: text, as: UTF8.self)), exponent.magnitude < 1 << 40 else { return nil }
    return exponent
  }

  private static func scale(_ magnitude: UInt64, by exponent: Int, isNegative: Bool) -> Int64? {
    var magnitude = magnitude
    guard magnitude != 0 else { return 0 }
    if exponent > 0 {
      guard append(zeros: exponent, digit: nil, to: &magnitude) else { return nil }
    } else if exponent < 0 {
      guard exponent >= -19 else { return nil }
      for _ in 0..<(-exponent) {
        guard magnitude % 10 == 0 else { return nil }
        magnitude /= 10
      }
    }
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }
}
