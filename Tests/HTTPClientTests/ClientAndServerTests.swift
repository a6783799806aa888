import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import Sockets
import Testing

/// Our client against our server, on the same loops.
struct ClientAndServerTests {
  private struct Echo: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse {
      guard request.path != "/stream" else {
        return HTTPResponse(
          stream: HTTPBodyStream { writer in
            for number in 0..<100 { try await writer.write(Array("\(number),".utf8)) }
          })
      }
      return HTTPResponse(status: .created, headers: ["x-method": request.method.rawValue], body: request.body)
    }
  }

  @Test func exchangeManyRequestsAtOnce() async throws {
    let group = try EventLoopGroup(count: 2)
    defer { group.shutdown() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = HTTPServer(configuration: HTTPServerConfiguration(), group: group, handler: Echo(), logger: logger)
    let url = try #require(HTTPURL("http://127.0.0.1:\(try server.listen())"))
    let client = HTTPClient(group: group)
    try await withThrowingTaskGroup(of: Void.self) { services in
      services.addTask { try await server.run() }
      defer { server.stop() }
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for number in 0..<200 {
          tasks.addTask(executorPreference: number.isMultiple(of: 3) ? nil : group.loops[number % 2]) {
            let body = [UInt8](repeating: UInt8(number), count: number * 1000)
            let response = try await client.execute(
              HTTPRequest(method: .put, target: "/\(number)", body: body), to: url, timeout: .seconds(20))
            #expect(response.status == .created)
            #expect(response.headers["X-Method"] == "PUT")
            #expect(response.body == body)
          }
        }
        try await tasks.waitForAll()
      }
      let streamed = try await client.execute(HTTPRequest(target: "/stream"), to: url, timeout: .seconds(20))
      #expect(String(decoding: streamed.body, as: UTF8.self) == (0..<100).map { "\($0)," }.joined())
      server.stop()
      try await services.waitForAll()
    }
  }
}
