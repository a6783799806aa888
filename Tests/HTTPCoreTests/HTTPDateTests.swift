import Testing

@testable import HTTPCore

struct HTTPDateTests {
  // RFC 9110 §5.6.7: one moment in the three formats that readers must accept
  @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
  func parsesAllThreeFormats(text: String) {
    #expect(HTTPDate.parse(text) == 784_111_777)
  }

  @Test func parsesWhatItFormats() {
    // Steps of some days with an odd time, over leap years and the year 2100, which is none.
    for seconds in stride(from: 0, to: 5_000_000_000, by: 12_345_671) {
      #expect(HTTPDate.parse(HTTPDate.format(secondsSince1970: seconds)) == seconds)
    }
    #expect(HTTPDate.parse("Tue, 29 Feb 2028 23:59:60 GMT") == HTTPDate.parse("Wed, 01 Mar 2028 00:00:00 GMT"))
    #expect(HTTPDate.parse("Thu, 01-Jan-70 00:00:00 GMT") == 0)
    #expect(HTTPDate.parse("Sat, 01-Jan-28 00:00:00 GMT") == HTTPDate.parse("Sat, 01 Jan 2028 00:00:00 GMT"))
  }

  @Test(arguments: [
    "", "soon", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 29 Feb 2100 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT",
  ])
  func rejectsInvalidDates(text: String) {
    #expect(HTTPDate.parse(text) == nil)
  }
}
