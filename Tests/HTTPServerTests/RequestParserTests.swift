import HTTPCore
import Testing

@testable import HTTPServer

/// Parses a text in pieces of a given size, as a connection does.
struct ParsedRequests {
  var requests: [HTTPRequest] = []
  var keepsAlive: [Bool] = []
  var error: HTTPError?
  var expectations = 0
  var rest = 0

  init(_ text: String, piece: Int = .max, limits: HTTPLimits = HTTPLimits()) {
    let bytes = Array(text.utf8)
    var parser = RequestParser(limits: limits, remoteAddress: "192.0.2.1")
    var taken = 0
    var given = min(bytes.count, piece)
    bytes.withUnsafeBufferPointer { all in
      while true {
        do throws(HTTPError) {
          let (count, event) = try parser.parse(UnsafeBufferPointer(rebasing: all[taken..<given]))
          taken += count
          switch event {
          case .request(let request):
            requests.append(request)
            keepsAlive.append(parser.keepsAlive)
          case .expectsContinue: expectations += 1
          case .needsMore:
            if count > 0, taken < given { continue }
            if given == all.count { return }
            given += min(piece, all.count - given)
          }
        } catch {
          self.error = error
          return
        }
      }
    }
    rest = bytes.count - taken
  }
}

struct RequestParserTests {
  @Test(arguments: [1, 2, 5, 17, 10_000])
  func parsesRequestsInPiecesOfAnySize(piece: Int) {
    let text = """
      GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-One: 1 \r\n\r\n\
      POST /p HTTP/1.1\r\nhost: x\r\nContent-Length: 5\r\n\r\nhello\
      PUT /c HTTP/1.1\r\nhost:x\r\ntransfer-encoding:  Chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n\
      GET /last HTTP/1.1\r\nhost: x\r\nConnection: foo, Close\r\n\r\n
      """
    let parsed = ParsedRequests(text, piece: piece)
    #expect(parsed.error == nil)
    #expect(parsed.requests.map(\.target) == ["/a?b=c", "/p", "/c", "/last"])
    #expect(parsed.requests.map(\.method) == [.get, .post, .put, .get])
    #expect(parsed.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["", "hello", "abc", ""])
    #expect(parsed.requests.first?.headers["x-one"] == "1")
    #expect(parsed.requests.first?.headers.count == 2)
    #expect(parsed.requests.first?.remoteAddress == "192.0.2.1")
    #expect(parsed.keepsAlive == [true, true, true, false])
    #expect(parsed.rest == 0)
  }

  @Test(arguments: FramingCase.rejected) func rejects(_ example: FramingCase) {
    #expect(ParsedRequests(example.text).error?.status.code == example.status)
    #expect(ParsedRequests(example.text, piece: 1).error?.status.code == example.status)
  }

  @Test(arguments: FramingCase.accepted) func accepts(_ example: FramingCase) {
    let parsed = ParsedRequests(example.text)
    #expect(parsed.error == nil)
    #expect(parsed.requests.count == 1)
  }

  @Test(arguments: [
    ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true), ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n", false),
  ])
  func determinesWhetherTheConnectionStaysOpen(text: String, keepsAlive: Bool) {
    #expect(ParsedRequests(text).keepsAlive == [keepsAlive])
  }

  @Test func reportsExpect100Continue() {
    let parsed = ParsedRequests("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi")
    #expect(parsed.expectations == 1)
    #expect(parsed.requests.count == 1)
  }
}
