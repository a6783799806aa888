/// An exact amount with two decimals, with the range of `NUMERIC(12,2)`.
public struct Money: Hashable, Sendable {
  /// The amount in hundredths of the unit.
  public let hundredths: Int64

  /// 9999999999.99
  public static let maximum = Money(hundredths: 999_999_999_999)
  public static let zero = Money(hundredths: 0)

  /// Wraps a count of hundredths without a range check. The arithmetic checks its results.
  public init(hundredths: Int64) { self.hundredths = hundredths }

  /// The sum, or nil when it is out of range.
  public func adding(_ other: Money) -> Money? { Money.checked(hundredths.addingReportingOverflow(other.hundredths)) }

  /// The difference, or nil when it is out of range.
  public func subtracting(_ other: Money) -> Money? { Money.checked(hundredths.subtractingReportingOverflow(other.hundredths)) }

  /// The product, or nil when it is out of range.
  public func times(_ count: Int) -> Money? { Money.checked(hundredths.multipliedReportingOverflow(by: Int64(count))) }

  private static func checked(_ result: (partialValue: Int64, overflow: Bool)) -> Money? {
    let money = Money(hundredths: result.partialValue)
    return result.overflow || money.hundredths.magnitude > maximum.hundredths.magnitude ? nil : money
  }
}

extension Money: Comparable {
  public static func < (left: Money, right: Money) -> Bool { left.hundredths < right.hundredths }
}

extension Money: CustomStringConvertible {
  /// Reads the exact value of a decimal number, with or without an exponent: `999.99`, `-3`, `7.500`, `1e2`, `12.5E-1`.
  /// Nil for more than two significant decimals, for an amount that is out of range, and for any other text.
  public init?(_ decimalText: String) {
    var reader = DecimalReader()
    for byte in decimalText.utf8 { guard reader.read(byte) else { return nil } }
    guard let hundredths = reader.hundredths else { return nil }
    self.init(hundredths: hundredths)
  }

  /// Plain decimal text with exactly two decimals, such as `999.99`. It is also the JSON number and the SQL literal.
  public var description: String {
    let magnitude = hundredths.magnitude
    let cents = magnitude % 100
    return "\(hundredths < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
