import SharedKernel
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("0", 0), ("999.99", 99_999), ("-3", -300), ("12.5", 1250), ("0.01", 1), ("7.500", 750), ("9999999999.99", 999_999_999_999),
    ("007", 700),
  ])
  func readsDecimalTextExactly(_ text: String, _ hundredths: Int64) {
    #expect(Money(text)?.hundredths == hundredths)
  }

  @Test(arguments: [
    "", ".", "-", "1.", ".5", "1.001", "1e2", "10000000000", "99999999999999999999999", "1,5", " 1", "--1", "1-", "1.2.3", "NaN",
  ])
  func refusesWhatIsNoAmount(_ text: String) {
    #expect(Money(text) == nil)
  }

  @Test(arguments: [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (99_999, "999.99"), (-100, "-1.00"), (Int64.min, "-92233720368547758.08")])
  func writesExactlyTwoDecimals(_ hundredths: Int64, _ text: String) {
    #expect(Money(hundredths: hundredths).description == text)
  }

  @Test func arithmeticStopsAtTheRange() {
    #expect(Money("999.99")?.times(3) == Money("2999.97"))
    #expect(Money.maximum.adding(Money(hundredths: 1)) == nil)
    #expect(Money.maximum.times(.max) == nil)
    #expect(Money.zero.subtracting(Money(hundredths: .min)) == nil)
    #expect(Money("1.50")?.subtracting(Money(hundredths: 200)) == Money("-0.50"))
  }
}
