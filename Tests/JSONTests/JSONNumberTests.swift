import JSON
import Testing

struct JSONNumberTests {
  @Test(arguments: [
    (0.0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (3, "3.0"), (0.0001, "0.0001"), (0.00001, "1e-05"),
    (9_007_199_254_740_992, "9007199254740992.0"),
    (9.9e15, "9900000000000000.0"), (-9_007_199_254_740_994, "-9007199254740994.0"), (1e16, "1e+16"), (1.5e300, "1.5e+300"),
  ])
  func writesDoubles(_ example: (value: Double, text: String)) {
    #expect(JSONNumber.text(of: example.value) == example.text)
  }
}
