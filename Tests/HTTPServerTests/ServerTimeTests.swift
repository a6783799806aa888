import Concurrency
import HTTPCore
import HTTPServer
import Sockets
import Synchronization
import TestSupport
import Testing

struct ServerTimeTests {
  private let last = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

  @Test func answers408WhenTheHeadDoesNotEnd() async throws {
    try await RunningServer.with(configure: { $0.limits.headTime = .milliseconds(50) }) { (server: RunningServer) async throws in
      let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: a\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
      #expect(answer.contains("REQUEST_TIMEOUT"))
    }
  }

  @Test func limitsTheTimeFromTheFirstByteOfAHead() async throws {
    try await RunningServer.with(configure: { $0.limits.headTime = .milliseconds(100) }) { (server: RunningServer) async throws in
      let peer = try await server.peer()
      let hasAnswer = Mutex(false)
      async let answer = {
        defer { hasAnswer.withLock { $0 = true } }
        return await peer.receive()
      }()
      // Each byte arrives within the limit; the head as a whole does not.
      await peer.send("GET /")
      try await eventually("the server answers") {
        for _ in 0..<10 {
          await peer.send("a")
          try await server.loops.loops[0].nextTurn()
        }
        return hasAnswer.withLock { $0 }
      }
      #expect(await answer.hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test(arguments: ["Content-Length: 10\r\n\r\nhel", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"])
  func answers408WhenTheBodyStalls(rest: String) async throws {
    try await RunningServer.with(configure: { $0.limits.bodyStallTime = .milliseconds(50) }) { (server: RunningServer) async throws in
      #expect(try await server.exchange("POST / HTTP/1.1\r\nHost: a\r\n" + rest).hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test func closesAnIdleConnectionWithoutAResponse() async throws {
    try await RunningServer.with(configure: { $0.limits.idleTime = .seconds(2) }) { (server: RunningServer) async throws in
      #expect(try await server.exchange("").isEmpty)
      let peer = try await server.peer()
      await peer.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await peer.receive().hasSuffix("GET /x "))
    }
  }

  @Test func closesAConnectionThatAcceptsNoBytes() async throws {
    let ended = Mutex(0)
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      HTTPResponse(
        stream: HTTPBodyStream { writer in
          defer { ended.withLock { $0 += 1 } }
          while true { try await writer.write([UInt8](repeating: 65, count: 256 * 1024)) }
        })
    }
    try await RunningServer.with(configure: { $0.limits.writeStallTime = .milliseconds(100) }, handler: handler) {
      (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send(last)
      try await eventually("the stream ends") { ended.withLock { $0 } == 1 }
      await peer.close()
    }
  }

  @Test func answersRequestsInProgressWhenItStops() async throws {
    let isStarted = Mutex(false)
    let release = Promise<Void>()
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      isStarted.withLock { $0 = true }
      await release.value()
      return HTTPResponse(body: Array("answered".utf8))
    }
    try await RunningServer.with(handler: handler) { (server: RunningServer) async throws in
      defer { release.fulfil(()) }
      let idle = try await server.peer()
      let peer = try await server.peer()
      await peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the handler runs") { isStarted.withLock { $0 } }
      server.server.stop()
      // The idle connection is closed and the port is free while the other request is still in progress.
      #expect(await idle.receive().isEmpty)
      await #expect(throws: SocketError.connectionRefused) { _ = try await server.peer() }
      release.fulfil(())
      let answer = await peer.receive()
      #expect(answer.hasSuffix("answered"))
      #expect(answer.contains("connection: close\r\n"))
    }
  }

  @Test func doesNotWaitForAHandlerThatHangs() async throws {
    let isStarted = Mutex(false)
    let release = Promise<Void>()
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      isStarted.withLock { $0 = true }
      // Does not react to cancellation.
      await release.value()
      return HTTPResponse()
    }
    try await RunningServer.with(configure: { $0.drainTime = .milliseconds(50) }, handler: handler) {
      (server: RunningServer) async throws in
      defer { release.fulfil(()) }
      let peer = try await server.peer()
      await peer.send(last)
      try await eventually("the handler runs") { isStarted.withLock { $0 } }
      server.server.stop()
      try await eventually("the server stops") { server.hasStopped }
    }
  }

  @Test func answersARequestThatArrivesAsItStops() async throws {
    try await RunningServer.with(configure: { $0.drainIdleTime = .seconds(5) }) { (server: RunningServer) async throws in
      let peer = try await server.peer()
      await peer.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await peer.receive(until: "GET /1 ")
      server.server.stop()
      await peer.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = await peer.receive()
      #expect(answer.hasSuffix("GET /2 "))
      #expect(answer.contains("connection: close\r\n"))
    }
  }

  @Test func limitsTheConnections() async throws {
    try await RunningServer.with(configure: { $0.maximumConnections = 1 }) { (server: RunningServer) async throws in
      let first = try await server.peer()
      await first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await first.receive(until: "GET /1 ")
      let second = try await server.peer()
      await second.send(last)
      // The server answers the first connection again, so it has had the time to answer the second.
      await first.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await first.receive(until: "GET /2 ")
      #expect(await second.receive(until: "GET", within: .zero) == "<silence>")
      await first.close()
      #expect(await second.receive().hasSuffix("GET /last "))
    }
  }

  @Test func survivesClientsThatDisconnect() async throws {
    try await RunningServer.with { (server: RunningServer) async throws in
      for text in ["", "GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"] {
        let peer = try await server.peer()
        await peer.send(text)
        await peer.close()
      }
      #expect(try await server.exchange(last).hasSuffix("GET /last "))
    }
  }
}
