import SharedKernel
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-21T04:11:05.123456Z", 1_795_234_265_123_456),
    ("2000-02-29T23:59:59.999999Z", 951_868_799_999_999),
    ("1969-12-31T23:59:59.5Z", -500_000), ("2026-11-21T05:11:05+01:00", 1_795_234_265_000_000),
    ("2026-11-21 04:11:05+00", 1_795_234_265_000_000),
    ("2026-11-21T04:11:05.1234567890Z", 1_795_234_265_123_456),
  ])
  func readsRFC3339(_ text: String, _ microseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T04:11:05",
    "2026-11-21T04:11:05.Z",
    "2026-11-21T04:11:60Z", "2026-11-21T04:11:05Zx", "2026-11-21T04:11:05+1:00", "١٩٧٠-01-01T00:00:00Z",
  ])
  func refusesOtherText(_ text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(arguments: [0, -1, 1_795_234_265_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999, 951_782_400_000_000] as [Int64])
  func readsItsDescription(_ microseconds: Int64) {
    let text = Timestamp(microseconds: microseconds).description
    #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    #expect(text.utf8.count == 27)
  }

  @Test func theEndsOfTheRangeDoNotTrap() {
    _ = Timestamp(microseconds: .min).description
    _ = Timestamp(microseconds: .max).description
    #expect(Timestamp(microseconds: .max).advanced(by: .seconds(1)).microseconds == .max)
    #expect(Timestamp(microseconds: .min).advanced(by: .seconds(Int64.min)).microseconds == .min)
    #expect(Timestamp(secondsSince1970: .max).microseconds == .max)
  }

  @Test func addsDurations() {
    #expect(Timestamp(microseconds: 5).advanced(by: .milliseconds(2)).microseconds == 2005)
    #expect(Timestamp(microseconds: 5).advanced(by: .microseconds(-7)).microseconds == -2)
    #expect(Timestamp(microseconds: -1).secondsSince1970 == -1)
    #expect(Timestamp(microseconds: 2005).since(Timestamp(microseconds: 5)) == .milliseconds(2))
  }
}
