/// An exact amount with two decimals, as `NUMERIC(12,2)` holds it; never a binary fraction.
public struct Money: Hashable, Sendable {
  /// The amount in hundredths of the unit.
  public let hundredths: Int64

  /// The largest amount that `NUMERIC(12,2)` holds: 9999999999.99.
  public static let maximum = Money(hundredths: 999_999_999_999)
  /// Nothing.
  public static let zero = Money(hundredths: 0)

  /// Wraps a count of hundredths; the arithmetic keeps results in range, this does not.
  public init(hundredths: Int64) { self.hundredths = hundredths }

  /// Whether the amount fits `NUMERIC(12,2)`.
  public var isInRange: Bool { hundredths.magnitude <= Money.maximum.hundredths.magnitude }

  /// The sum, or `nil` past the range.
  public func adding(_ other: Money) -> Money? { Money.checked(hundredths.addingReportingOverflow(other.hundredths)) }

  /// The difference, or `nil` past the range.
  public func subtracting(_ other: Money) -> Money? { Money.checked(hundredths.subtractingReportingOverflow(other.hundredths)) }

  /// The amount taken `count` times, or `nil` past the range.
  public func times(_ count: Int) -> Money? { Money.checked(hundredths.multipliedReportingOverflow(by: Int64(count))) }

  private static func checked(_ result: (partialValue: Int64, overflow: Bool)) -> Money? {
    let money = Money(hundredths: result.partialValue)
    return result.overflow || !money.isInRange ? nil : money
  }
}

extension Money: Comparable {
  /// Compares the amounts.
  public static func < (left: Money, right: Money) -> Bool { left.hundredths < right.hundredths }
}

extension Money: CustomStringConvertible {
  /// Reads a decimal number, with or without an exponent, by its exact value: `999.99`, `-3`, `7.500`, `1e2`, `12.5E-1`.
  /// `nil` for more than two significant decimals, an amount past `NUMERIC(12,2)`, or anything else.
  public init?(_ decimalText: String) {
    var reader = DecimalReader()
    for byte in decimalText.utf8 { guard reader.read(byte) else { return nil } }
    guard let hundredths = reader.hundredths else { return nil }
    self.init(hundredths: hundredths)
  }

  /// Plain decimal text with exactly two decimals, such as `999.99`; also the JSON number and the SQL literal.
  public var description: String {
    let magnitude = hundredths.magnitude
    let cents = magnitude % 100
    return "\(hundredths < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
