import HTTPCore
import HTTPServer
import Logging
import Sockets
import Testing

/// A handler from a closure.
struct ClosureHandler: HTTPHandler {
  let body: @Sendable (HTTPRequest) async -> HTTPResponse
  func respond(to request: HTTPRequest) async -> HTTPResponse { await body(request) }
}

/// A server on a free port, for one test.
struct RunningServer: Sendable {
  let server: HTTPServer
  let port: Int
  let loops: EventLoopGroup

  func peer() async throws -> RawPeer { try await RawPeer.connect(port: port, loop: loops.loops[0]) }

  /// Sends a text on a connection of its own and returns all that comes back until the server closes.
  func exchange(_ text: String) async throws -> String {
    let peer = try await peer()
    await peer.send(text)
    let answer = await peer.receive()
    await peer.close()
    return answer
  }

  static func with(
    loops count: Int = 1, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = {
      HTTPResponse(body: Array("\($0.method) \($0.target) ".utf8) + $0.body)
    },
    _ body: (RunningServer) async throws -> Void
  ) async throws {
    let loops = try EventLoopGroup(count: count)
    defer { loops.shutdown() }
    var configuration = HTTPServerConfiguration()
    configuration.drainIdleTime = .milliseconds(20)
    configure(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = HTTPServer(configuration: configuration, group: loops, handler: ClosureHandler(body: handler), logger: logger)
    let port = try server.listen()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await server.run() }
      defer { server.stop() }
      try await body(RunningServer(server: server, port: port, loops: loops))
      server.stop()
      try await tasks.waitForAll()
    }
  }
}
