import HTTPCore
import HTTPServer
import Synchronization
import Testing

struct UpgradeTests {
  private let request = "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

  /// Upgrades to a protocol that sends back what it receives, in brackets, until the client ends its side.
  private static func echo() -> HTTPResponse {
    HTTPResponse(
      headers: ["x-a": "b", "upgrade": "ignored"],
      upgrade: HTTPUpgrade("echo") { connection in
        while let bytes = await connection.read() {
          guard (try? await connection.write([UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")])) != nil else { return }
        }
      })
  }

  @Test func speaksTheOtherProtocolAfter101() async throws {
    try await RunningServer.with(handler: { _ in Self.echo() }) { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send(request)
      let head = await peer.receive(until: "\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
      #expect(head.hasSuffix("\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n"))
      #expect(head.contains("x-a: b\r\n") && !head.contains("ignored") && !head.contains("content-length"))
      for text in ["hello", "GET / HTTP/1.1\r\n\r\n"] {
        await peer.send(text)
        #expect(await peer.receive(until: "]") == "[\(text)]")
      }
      await peer.endSending()
      #expect(await peer.receive().isEmpty)
    }
  }

  @Test func passesOnTheBytesThatFollowTheRequest() async throws {
    try await RunningServer.with(handler: { _ in Self.echo() }) { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send(request + "early")
      #expect(await peer.receive(until: "]").hasSuffix("\r\n\r\n[early]"))
    }
  }

  @Test func answersTheRequestsBeforeTheUpgrade() async throws {
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = {
      $0.target == "/echo" ? Self.echo() : HTTPResponse(body: Array("first".utf8))
    }
    try await RunningServer.with(handler: handler) { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + request + "x")
      let answer = await peer.receive(until: "]")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("\r\n\r\nfirstHTTP/1.1 101 ") && answer.hasSuffix("[x]"))
    }
  }

  @Test func rejectsAnUpgradeOfHTTP10() async throws {
    try await RunningServer.with(handler: { _ in Self.echo() }) { (server: RunningServer) async throws in
      #expect(try await server.exchange("GET /echo HTTP/1.0\r\nUpgrade: echo\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test func endsWithTheServer() async throws {
    let hasEnded = Mutex(false)
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      HTTPResponse(
        upgrade: HTTPUpgrade("wait") { connection in
          #expect(await connection.read() == nil)
          hasEnded.withLock { $0 = true }
        })
    }
    try await RunningServer.with(configure: { $0.drainTime = .milliseconds(20) }, handler: handler) {
      (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send(request)
      _ = await peer.receive(until: "\r\n\r\n")
      server.server.stop()
      #expect(await peer.receive().isEmpty)
    }
    #expect(hasEnded.withLock { $0 })
  }
}
