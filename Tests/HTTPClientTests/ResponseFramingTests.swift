import HTTPClient
import HTTPCore
import Sockets
import Testing

struct ResponseFramingTests {
  private static let time = Duration.seconds(10)

  private func get(_ reply: ScriptedServer.Reply, method: HTTPMethod = .get, configure: (inout HTTPClientConfiguration) -> Void = { _ in })
    async throws -> Result<HTTPResponse, HTTPClientError>
  {
    var result: Result<HTTPResponse, HTTPClientError> = .failure(.stopped)
    try await ScriptedServer.with(configure: configure, { _, _ in reply }) { server, client, _ in
      do throws(HTTPClientError) {
        guard let url = try? server.url else { return }
        result = .success(try await client.execute(HTTPRequest(method: method), to: url, timeout: Self.time))
      } catch {
        result = .failure(error)
      }
    }
    return result
  }

  @Test(arguments: [
    ("a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    ("a length, in parts", "HTTP/1.1 2|00 OK\r|\nContent-Length: 5\r\n\r\n|he|llo", "hello"),
    ("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nX: y\r\n\r\n", "hello"),
    ("chunks, in parts", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2|\r\nhe\r|\n3\r\nllo\r\n0|\r\n\r|\n", "hello"),
    ("no reason phrase", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    (
      "interim responses",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n|HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"
    ),
    ("no content", "HTTP/1.1 204 No Content\r\n\r\n", ""),
    ("not modified, with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ""),
    ("an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
  ])
  func reads(name: String, text: String, body: String) async throws {
    let response = try await get(.init(text: text)).get()
    #expect(String(decoding: response.body, as: UTF8.self) == body)
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhel|lo", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n|hello"])
  func readsUntilTheEndOfTheConnection(text: String) async throws {
    let response = try await get(.init(text: text, closes: true)).get()
    #expect(String(decoding: response.body, as: UTF8.self) == "hello")
  }

  @Test func expectsNoContentAfterHEAD() async throws {
    let response = try await get(.init(text: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"), method: .head).get()
    #expect(response.body.isEmpty)
    #expect(response.headers["content-length"] == "500")
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "HTTP/1.1 200 OK\r\nX: y",
    "HTTP/1.1 100 Continue\r\n\r\n", "",
  ])
  func reportsATruncatedResponse(text: String) async throws {
    #expect(try await get(.init(text: text, closes: true)).failure == .connectionClosed)
  }

  @Test(arguments: [
    "HTTP/2 200\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 600 X\r\n\r\n",
    "http/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200OK\r\n\r\n", "\r\n\r\n", "garbage\r\n", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func reportsAMalformedResponse(text: String) async throws {
    guard case .malformedResponse = try await get(.init(text: text)).failure else {
      Issue.record("accepted as a response")
      return
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n",
    "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "a", count: 101),
    "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
  ])
  func reportsATooLargeResponse(text: String) async throws {
    #expect(try await get(.init(text: text), configure: { $0.limits.bodyBytes = 100 }).failure == .tooLarge)
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
