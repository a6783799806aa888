import HTTPCore
import HTTPServer
import Sockets
import Synchronization
import Testing

struct HTTPServerTests {
  private let get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
  private let last = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

  @Test func answersAndKeepsTheConnection() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let peer = try await server.peer()
      for _ in 0..<3 {
        await peer.send(get)
        let answer = await peer.receive(until: "GET /x ")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\ndate: "))
        #expect(answer.hasSuffix("\r\ncontent-length: 7\r\n\r\nGET /x "))
      }
      await peer.send(last)
      #expect(await peer.receive().contains("\r\nconnection: close\r\n"))
    }
  }

  @Test func answersPipelinedRequestsInOrder() async throws {
    try await RunningServer.with(handler: { request in
      if request.target == "/1" { await Task.yield() }
      return HTTPResponse(body: Array("<\(request.target)>".utf8))
    }) { (server: RunningServer) async throws in
      let text = (1...50).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
      let answer = try await server.exchange(text + last)
      let bodies = answer.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } }
      #expect(bodies.map(String.init) == (1...50).map { "/\($0)" } + ["/last"])
    }
  }

  @Test(arguments: FramingCase.rejected) func rejectsAndCloses(_ example: FramingCase) async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let answer = try await server.exchange(example.text)
      #expect(answer.hasPrefix("HTTP/1.1 \(example.status) "))
      #expect(answer.contains("\r\nconnection: close\r\n"))
      #expect(answer.contains("\r\n\r\n{\"success\":false,\"error\":{\"code\":\""))
      #expect(answer.occurrences(of: "\r\ndate: ") == 1)
    }
  }

  @Test func answersTheRequestsBeforeAMalformedOne() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let answer = try await server.exchange(get + "BROKEN\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
      #expect(answer.contains("HTTP/1.1 400 Bad Request"))
    }
  }

  @Test func answersHEADWithoutABody() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let answer = try await server.exchange("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      #expect(answer.contains("content-length: 8\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test(arguments: [204, 304]) func sendsNoContentLengthWithoutABody(code: Int) async throws {
    try await RunningServer.with(handler: { _ in HTTPResponse(status: HTTPStatus(code: code), body: [1, 2, 3]) }) {
      (server: RunningServer) async throws in
      let answer = try await server.exchange(last)
      #expect(!answer.contains("content-length"))
      #expect(answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func sends100ContinueBeforeTheBody() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send("POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
      #expect(await peer.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      await peer.send("hi")
      #expect(await peer.receive().hasSuffix("POST /p hi"))
    }
  }

  @Test func rejectsALargeBodyWithout100Continue() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let answer = try await server.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    }
  }

  @Test func readsAChunkedBodyWithTrailers() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let head = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      let answer = try await server.exchange(head + "2\r\nhi\r\n3;x=y\r\n ho\r\n0\r\nSum: 1\r\n\r\n")
      #expect(answer.hasSuffix("POST /c hi ho"))
    }
  }

  @Test func receivesAndSendsLargeBodies() async throws {
    let body = String(repeating: "0123456789", count: 100_000)
    try await RunningServer.with(handler: { HTTPResponse(body: $0.body) }) { (server: RunningServer) async throws in
      let answer = try await server.exchange(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n" + body)
      #expect(answer.hasSuffix("\r\n\r\n" + body))
    }
  }

  @Test func streamsABodyInChunks() async throws {
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      HTTPResponse(
        headers: ["content-type": "text/event-stream"],
        stream: HTTPBodyStream { writer in
          for number in 1...3 { try await writer.write(Array("data: \(number)\n\n".utf8)) }
        })
    }
    try await RunningServer.with(handler: handler) { (server: RunningServer) async throws in
      let answer = try await server.exchange(get + last)
      #expect(answer.occurrences(of: "transfer-encoding: chunked\r\n") == 2)
      #expect(answer.occurrences(of: "\r\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n9\r\ndata: 3\n\n\r\n0\r\n\r\n") == 2)
      let old = try await server.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(old.hasSuffix("\r\n\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n"))
      #expect(!old.contains("chunked"))
    }
  }

  @Test func ownsTheFramingFields() async throws {
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      HTTPResponse(headers: ["Content-Length": "99", "transfer-encoding": "chunked", "connection": "upgrade", "x-a": "b"], body: [65])
    }
    try await RunningServer.with(handler: handler) { (server: RunningServer) async throws in
      let answer = try await server.exchange(last)
      #expect(answer.contains("content-length: 1\r\n"))
      #expect(answer.contains("x-a: b\r\n"))
      #expect(!answer.contains("99") && !answer.contains("chunked") && !answer.contains("upgrade"))
    }
  }

  @Test func keepsAnHTTP10ConnectionAlive() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(await peer.receive(until: "GET /x ").contains("connection: keep-alive\r\n"))
      await peer.send("GET /y HTTP/1.0\r\n\r\n")
      #expect(await peer.receive().contains("connection: close\r\n"))
    }
  }

  @Test func passesTheRemoteAddress() async throws {
    try await RunningServer.with(handler: { HTTPResponse(body: Array($0.remoteAddress.utf8)) }) { (server: RunningServer) async throws in
      #expect(try await server.exchange(last).hasSuffix("127.0.0.1"))
    }
  }

  @Test func listensOnOnePortWithAllLoops() async throws {
    try await RunningServer.with(loops: 3, handler: { _ in HTTPResponse(body: Array("loop \(EventLoop.current?.index ?? -1)".utf8)) }) {
      (server: RunningServer) async throws in
      var seen: Set<String> = []
      for _ in 0..<60 where seen.count < 3 { seen.insert(String(try await server.exchange(last).suffix(6))) }
      #expect(seen == ["loop 0", "loop 1", "loop 2"])
    }
  }

  @Test func reportsAnInvalidAddress() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let configuration = HTTPServerConfiguration(host: "192.0.2.1", port: 1)
    let server = HTTPServer(
      configuration: configuration, group: loops, handler: ClosureHandler { _ in HTTPResponse() }, logger: .init(label: "test"))
    #expect(throws: SocketError.addressInvalid) { try server.listen() }
  }

  @Test func usesTheConfiguredErrorResponse() async throws {
    try await RunningServer.with(
      configure: { configuration in
        configuration.errorResponse = { HTTPResponse(status: $0.status, body: Array("so: \($0.error.code.rawValue)".utf8)) }
      }
    ) { server in
      let answer = try await server.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 413 Content Too Large\r\n") && answer.hasSuffix("so: PAYLOAD_TOO_LARGE"))
    }
  }
}
