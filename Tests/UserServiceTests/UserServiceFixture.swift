import Foundation
import HTTPCore
import JSON
import Logging
import Postgres
import ServiceKit
import SharedKernel
import Sockets
import TestSupport
import Testing

@testable import UserService

/// The real user service over a fresh database, asked without a socket in between.
struct UserServiceFixture: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let json: JSONView?
    var data: JSONView? { json?["data"] }
    var code: String? { json?["error"]?["code"]?.string }
  }

  struct Account: Sendable {
    let id: String
    let email: String
    let token: String
    let refreshToken: String
  }

  let host: ServiceHost
  private let handler: ServiceHandler
  let app: UserServiceApp

  /// `redisURL`: another Redis than the test one, for instance none.
  static func with(redisURL: String? = nil, _ body: @Sendable (UserServiceFixture) async throws -> Void) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let base = TestStack.postgresURL ?? ""
    let name = "user_" + EntityID.make().description.replacing("-", with: "")
    let url = base[..<(base.lastIndex(of: "/") ?? base.endIndex)] + "/" + name
    let migrations = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../migrations").standardizedFileURL.path
    let configuration = try ServiceConfiguration(
      environment: [
        "TRELLIS_ENV": "development", "EVENT_LOOPS": "1", "USER_DATABASE_URL": url, "REDIS_URL": redisURL ?? TestStack.redisURL ?? "",
        "RABBITMQ_URL": "amqp://u:p@127.0.0.1:1/%2f", "MIGRATIONS_DIR": migrations, "ARGON2_MEMORY_KIB": "64",
      ], service: "user", defaultPort: 0)
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    guard let admin = PostgresConfiguration(url: base) else { return }
    let server = PostgresClient(admin, group: group, logger: logger)
    try await server.withSession { try await $0.runScript("CREATE DATABASE \(name)") }
    let host = try ServiceHost(configuration, logger: logger)
    defer { host.eventLoops.shutdown() }
    var failure: (any Error)?
    do {
      try await host.migrate()
      let app = try await UserServiceApp(host)
      let fixture = UserServiceFixture(host: host, handler: host.handler(for: app.parts), app: app)
      try await host.withRunningClients {
        if redisURL == nil { try await eventually("Redis is up") { host.redis.isConnected } }
        try await body(fixture)
      }
    } catch { failure = error }
    try await server.withSession { try await $0.runScript("DROP DATABASE \(name) WITH (FORCE)") }
    if let failure { throw failure }
  }

  func send(_ method: HTTPMethod, _ path: String, _ body: String? = nil, token: String? = nil, headers extra: HTTPFields = [:]) async throws
    -> Answer
  {
    var headers = extra
    if let token { headers["Authorization"] = "Bearer \(token)" }
    if body != nil { headers["Content-Type"] = "application/json" }
    let request = HTTPRequest(method: method, target: "/api/v1/users" + path, headers: headers, body: Array((body ?? "").utf8))
    let response = await handler.respond(to: request)
    let json = response.body.isEmpty ? nil : try JSONDocument(parsing: response.body).root
    return Answer(status: response.status.code, headers: response.headers, json: json)
  }

  /// Opens an account with the password `password123`.
  func register(_ name: String = EntityID.make().description) async throws -> Account {
    let email = "\(name)@example.com"
    let answer = try await send(.post, "/register", #"{"email":"\#(email)","password":"password123","firstName":"John","lastName":"Doe"}"#)
    return Account(
      id: answer.data?["user"]?["id"]?.string ?? "", email: email, token: answer.data?["token"]?.string ?? "",
      refreshToken: answer.data?["refreshToken"]?.string ?? "")
  }

  func logIn(_ email: String, _ password: String = "password123") async throws -> Answer {
    try await send(.post, "/login", #"{"email":"\#(email)","password":"\#(password)"}"#)
  }

  func events() async throws -> [String] {
    try await host.database.query("SELECT event_type FROM outbox ORDER BY id").map { try $0.get("event_type") }
  }
}
