import HTTPCore
import HTTPServer
import Logging
import Sockets
import Synchronization
import Testing

/// A handler from a closure.
struct ClosureHandler: HTTPHandler {
  let body: @Sendable (HTTPRequest) async -> HTTPResponse
  func respond(to request: HTTPRequest) async -> HTTPResponse { await body(request) }
}

/// A server on a free port, for one test.
final class RunningServer: Sendable {
  let server: HTTPServer
  let port: Int
  let loops: EventLoopGroup
  private let stopped = Atomic<Bool>(false)

  private init(server: HTTPServer, port: Int, loops: EventLoopGroup) {
    self.server = server
    self.port = port
    self.loops = loops
  }

  /// Whether the server's `run` has returned.
  var hasStopped: Bool { stopped.load(ordering: .acquiring) }

  func peer() async throws -> RawPeer { try await RawPeer.connect(port: port, loop: loops.loops[0]) }

  /// Sends a text on a new connection, and returns all that arrives until the server closes it.
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
    let running = RunningServer(server: server, port: port, loops: loops)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { running.stopped.store(true, ordering: .releasing) }
        try await server.run()
      }
      defer { server.stop() }
      try await body(running)
      server.stop()
      try await tasks.waitForAll()
    }
  }
}
