import Authentication
import HTTPCore
import HTTPServer
import Logging
import ServiceRuntime
import Sockets
import TestSupport
import Testing

/// What another service concludes from the answers of the user service.
@Suite(.timeLimit(.minutes(1))) struct UserServiceRevocationsTests {
  /// Answers every request alike.
  private struct Fixed: HTTPHandler {
    let response: HTTPResponse

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let isAsked =
        request.method == .get && request.path == "/api/v1/users/me/token" && request.headers["Authorization"] == "Bearer the.token"
      return isAsked ? response : HTTPResponse(status: .notFound)
    }
  }

  private static func isRevoked(_ response: HTTPResponse) async throws -> Bool {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let server = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0), group: loops, handler: Fixed(response: response),
      logger: TestDatabase.silentLogger)
    let port = try server.listen()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      defer { group.cancelAll() }
      let url = try #require(HTTPURL("http://127.0.0.1:\(port)"))
      return try await UserServiceRevocations(url: url, group: loops).isRevoked("t-1", token: "the.token")
    }
  }

  private static func answer(_ status: HTTPStatus, _ body: String) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
  }

  @Test func aTokenThatIsDescribedIsNotRevokedAndOneThatIsRefusedIs() async throws {
    #expect(try await !Self.isRevoked(Self.answer(.ok, #"{"success":true,"data":{"id":"t-1"}}"#)))
    #expect(try await Self.isRevoked(Self.answer(.unauthorized, #"{"success":false}"#)))
  }

  @Test(arguments: [
    (200, #"{"success":true,"data":{"id":"t-2"}}"#), (200, "{}"), (200, ""), (200, "<html>"), (200, #"{"data":null}"#), (204, ""),
    (404, "{}"),
    (403, "{}"), (500, "{}"), (503, "{}"),
  ])
  func anythingElseSaysNothing(_ status: Int, _ body: String) async throws {
    await #expect(throws: UserServiceRevocations.Unavailable.self) {
      try await Self.isRevoked(Self.answer(HTTPStatus(code: status), body))
    }
  }

  @Test func aUserServiceThatIsAwaySaysNothing() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let list = UserServiceRevocations(url: try #require(HTTPURL("http://127.0.0.1:1")), group: loops)
    await #expect(throws: UserServiceRevocations.Unavailable.self) { try await list.isRevoked("t-1", token: "the.token") }
  }
}
