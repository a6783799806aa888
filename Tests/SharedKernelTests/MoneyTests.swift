import SharedKernel
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("0", 0), ("999.99", 99_999), ("-3", -300), ("12.5", 1250), ("0.01", 1), ("7.500", 750), ("9999999999.99", 999_999_999_999),
    ("007", 700), ("1e2", 10_000), ("1E+2", 10_000), ("1e-1", 10), ("0.1e1", 100), ("-0", 0), ("-0.0e9", 0), ("1.10", 110),
    ("12.5e-1", 125),
    ("100000e-3", 10_000), ("0e400", 0), ("0e99999999999999999999", 0), ("0.0000000000000000001e19", 100), ("1.00e0", 100),
    ("999999999999e-2", 999_999_999_999), ("1e9", 100_000_000_000), ("-9.99999999999E9", -999_999_999_999),
    ("1000000000000000e-13", 10_000),
    ("1.0000000000000000000000000", 100), ("100e00", 10_000),
  ])
  func readsDecimalTextExactly(_ text: String, _ hundredths: Int64) {
    #expect(Money(text)?.hundredths == hundredths)
  }

  @Test(arguments: [
    "", ".", "-", "1.", ".5", "1.001", "10000000000", "99999999999999999999999", "1,5", " 1", "--1", "1-", "1.2.3", "NaN", "1e", "e1",
    "1e+", "1e-", "1.e1", "1e1.0", "1e+-1", "1ee1", "+1", "1e400", "1e10", "1e-3", "1.5e-2", "1e99999999999999999999",
    "1e-99999999999999999999",
    "9999999999.991", "99999999999990.1e-3", "１",
  ])
  func refusesOtherText(_ text: String) {
    #expect(Money(text) == nil)
  }

  @Test(arguments: [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (99_999, "999.99"), (-100, "-1.00"), (Int64.min, "-92233720368547758.08")])
  func writesExactlyTwoDecimals(_ hundredths: Int64, _ text: String) {
    #expect(Money(hundredths: hundredths).description == text)
  }

  @Test func arithmeticChecksTheRange() {
    #expect(Money("999.99")?.times(3) == Money("2999.97"))
    #expect(Money.maximum.adding(Money(hundredths: 1)) == nil)
    #expect(Money.maximum.times(.max) == nil)
    #expect(Money.zero.subtracting(Money(hundredths: .min)) == nil)
    #expect(Money("1.50")?.subtracting(Money(hundredths: 200)) == Money("-0.50"))
  }
}
