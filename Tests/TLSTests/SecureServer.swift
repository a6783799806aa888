import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import Sockets
import TLS
import TestSupport
import Testing

struct Echo: HTTPHandler {
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    HTTPResponse(headers: ["x-target": request.target], body: request.body)
  }
}

/// A server with TLS on a free port, for one test.
struct SecureServer {
  let port: Int
  let context: TLSServerContext
  let log: RecordedLog
  let loops: EventLoopGroup

  static func with(
    _ files: TLSServerFiles, loops count: Int = 1, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (SecureServer) async throws -> Void
  ) async throws {
    let loops = try EventLoopGroup(count: count)
    defer { loops.shutdown() }
    let context = try TLSServerContext(files)
    var configuration = HTTPServerConfiguration(tls: context)
    configuration.drainIdleTime = .milliseconds(20)
    configuration.drainTime = .seconds(5)
    configure(&configuration)
    let log = RecordedLog()
    let server = HTTPServer(configuration: configuration, group: loops, handler: Echo(), logger: log.logger)
    let secure = SecureServer(port: try server.listen(), context: context, log: log, loops: loops)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await server.run() }
      defer { server.stop() }
      try await body(secure)
      server.stop()
      try await tasks.waitForAll()
      // A connection that is left behind would be cut off at the end of the drain time.
      #expect(!log.lines.contains { $0.contains("connections aborted") })
    }
  }

  /// A client of its own pools, on the server's loops.
  func client(_ files: TLSClientFiles) throws -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    configuration.tls = try TLSClientContext(files)
    return HTTPClient(configuration: configuration, group: loops)
  }

  func url(_ host: String = "127.0.0.1") throws -> HTTPURL { try #require(HTTPURL("https://\(host):\(port)")) }

  func get(_ client: HTTPClient, host: String = "127.0.0.1", tls: TLSClientContext? = nil) async throws(HTTPClientError) -> HTTPResponse {
    guard let url = HTTPURL("https://\(host):\(port)") else { throw .invalidRequest("no URL") }
    return try await client.execute(HTTPRequest(target: "/a"), to: url, tls: tls, timeout: .seconds(10))
  }

  /// What `openssl s_client` says about a connection.
  func inspect(_ arguments: [String]) async throws -> String {
    // -ign_eof without input would wait for the server, so the input ends the connection.
    try await Command.run("sh", ["-c", "echo Q | openssl s_client -connect 127.0.0.1:\(port) \"$@\"", "sh"] + arguments).output
  }
}
