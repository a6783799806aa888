import Testing

@testable import HTTPCore

struct HTTPRequestTests {
  @Test(
    arguments: [
      ("/a/b?c=d?e", "/a/b", "c=d?e"), ("/", "/", nil), ("/a?", "/a", ""), ("http://h:1/p?q", "/p", "q"), ("*", "*", nil),
      ("/%2F", "/%2F", nil),
    ] as [(String, String, String?)])
  func splitsItsTarget(target: String, path: String, query: String?) {
    let request = HTTPRequest(target: target)
    #expect(request.path == path)
    #expect(request.query == query)
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_740_787_199, "Fri, 28 Feb 2025 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
  ])
  func formatsDates(seconds: Int, text: String) { #expect(HTTPDate.format(secondsSince1970: seconds) == text) }

  @Test func classifiesTokenCharacters() {
    let expected = Set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    #expect(Set((0...255).map(UInt8.init).filter(HTTPCharacter.isToken)) == expected)
  }
}
