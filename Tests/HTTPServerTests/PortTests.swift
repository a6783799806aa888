import HTTPCore
import HTTPServer
import Logging
import Sockets
import TestSupport
import Testing

@Suite struct PortTests {
  private func withServer(host: String = "127.0.0.1", port: Int = 0, loops count: Int = 1, _ body: (HTTPServer) async throws -> Void)
    async throws
  {
    let loops = try EventLoopGroup(count: count)
    defer { loops.shutdown() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    try await body(
      HTTPServer(
        configuration: HTTPServerConfiguration(host: host, port: port), group: loops, handler: ClosureHandler { _ in HTTPResponse() },
        logger: logger))
  }

  @Test func aPortBelongsToOneServerWhoseLoopsShareIt() async throws {
    try await RunningServer.with(loops: 2) { (first: RunningServer) async throws in
      try await withServer(port: first.port, loops: 2) { (second: HTTPServer) async throws in
        #expect(throws: SocketError.addressInUse) { try second.listen() }
      }
      // The first server is not disturbed: every connection is still its own.
      for _ in 0..<20 {
        #expect(try await first.exchange("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
      }
    }
  }

  @Test func aPortIsFreeAgainAtOnceAfterAServerWithConnections() async throws {
    var port = 0
    try await RunningServer.with { (server: RunningServer) async throws in
      port = server.port
      // The server closes first, so that the connection is in TIME_WAIT on its side.
      _ = try await server.exchange("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    }
    try await withServer(port: port, loops: 2) { (next: HTTPServer) async throws in
      #expect(try next.listen() == port)
      next.stop()
    }
  }

  @Test(arguments: ["localhost", "127.0.0.1", "::1"]) func listensOnANameOrAnAddress(host: String) async throws {
    try await withServer(host: host) { (server: HTTPServer) async throws in
      #expect(try server.listen() > 0)
      server.stop()
    }
  }

  @Test func saysThatANameHasNoAddress() async throws {
    try await withServer(host: "nothing.invalid") { (server: HTTPServer) async throws in
      #expect(throws: SocketError.nameNotFound) { try server.listen() }
    }
  }
}
