import Foundation
import HTTPCore
import JSON
import Logging
import Messaging
import Postgres
import ProcessKit
import ServiceKit
import ServiceRuntime
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
  let handler: ObservedHandler
  let app: UserServiceApp
  let document: APIDocument
  private let router: Router

  /// `redisURL`: another Redis than the test one, for instance none.
  static func with(
    redisURL: String? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: @Sendable (UserServiceFixture) async throws -> Void
  ) async throws {
    let base = TestStack.postgresURL ?? ""
    let name = "user_" + EntityID.make().description.replacing("-", with: "")
    let url = base[..<(base.lastIndex(of: "/") ?? base.endIndex)] + "/" + name
    let migrations = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../migrations").standardizedFileURL.path
    let configuration = try ServiceConfiguration(
      SettingsReader(environment: [
        "TRELLIS_ENV": "development", "EVENT_LOOPS": "1", "USER_DATABASE_URL": url, "REDIS_URL": redisURL ?? TestStack.redisURL ?? "",
        "RABBITMQ_URL": "amqp://u:p@127.0.0.1:1/%2f", "MIGRATIONS_DIR": migrations, "ARGON2_MEMORY_KIB": "64",
      ]), service: "user", defaultPort: 0)
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
      let handler = host.handler(for: app.parts.routes)
      let document = try APIDocument(await handler.respond(to: HTTPRequest(target: "/openapi.json")).body)
      let fixture = UserServiceFixture(host: host, handler: handler, app: app, document: document, router: Router(app.parts.routes))
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
    return try await send(HTTPRequest(method: method, target: "/api/v1/users" + path, headers: headers, body: Array((body ?? "").utf8)))
  }

  /// Every answer is held against the API description.
  func send(_ request: HTTPRequest) async throws -> Answer {
    let response = await handler.respond(to: request)
    let isJSON = response.headers["Content-Type"]?.hasSuffix("json") ?? false
    let json = isJSON && !response.body.isEmpty ? try JSONDocument(parsing: response.body).root : nil
    if case .route(let route, _) = router.match(method: request.method, path: request.path) {
      let faults = document.faults(ofAnswerTo: APIDocument.operation(ofRoute: route.name), status: response.status.code, body: json)
      #expect(faults == [])
    }
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

  /// The demo administrator's access token.
  func adminToken() async throws -> String {
    _ = try await app.loadDemoAccounts()
    return try #require(try await logIn("admin@example.com", "admin-password").data?["token"]?.string)
  }

  /// Applies the events in the outbox with the mail consumer, as if RabbitMQ had delivered them.
  func deliverMail() async throws {
    let rows = try await host.database.query("SELECT event_type, aggregate_id, data::text AS data FROM outbox ORDER BY id")
    for row in rows {
      let name = try row.get("event_type", as: String.self)
      guard MailPayload.eventNames.contains(name) else { continue }
      let body = eventBody(name, data: try row.get("data"), aggregateID: try row.get("aggregate_id"))
      try await host.database.perform { try await app.mailConsumer.handle(EventEnvelope(body: body)) }
    }
    try await host.database.execute("DELETE FROM outbox")
  }

  /// The token in the newest letter to the address with this subject.
  func mailedToken(to email: String, _ subject: String) async throws -> String? {
    let answer = try await send(HTTPRequest(target: "/dev/mails.json?recipient=\(email)"))
    let mail = answer.data?.elements.first { $0["subject"]?.string == subject }
    return mail?["body"]?.string?.split(separator: "\n").last.map(String.init)
  }

  /// The actions of the audit log, newest first.
  func audited(_ subject: String, by token: String) async throws -> [String] {
    try await send(.get, "/audit-log?limit=100&subjectId=\(subject)", token: token).data?.elements.compactMap { $0["action"]?.string } ?? []
  }
}
