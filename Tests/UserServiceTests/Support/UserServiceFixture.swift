import HTTPCore
import JSON
import Logging
import Messaging
import ServiceRuntime
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// The user service with a database of its own, and the common steps of its tests.
struct UserServiceFixture: Sendable {
  struct Account: Sendable {
    let id: String
    let email: String
    let token: String
    let refreshToken: String
  }

  let service: ServiceTestHost<UserServiceApp>
  var host: ServiceHost { service.host }
  var app: UserServiceApp { service.app }

  /// `redisURL` is another Redis than that of the test stack, such as one that does not exist.
  static func with(
    redisURL: String? = nil, environment: [String: String] = [:], logger: Logger = TestDatabase.silentLogger,
    _ body: @Sendable (UserServiceFixture) async throws -> Void
  ) async throws {
    // All tests count as one address at the same Redis.
    let many = "1000000"
    var settings = ["LOGIN_FAILURES_PER_ADDRESS": many, "MAILS_PER_ADDRESS": many, "REGISTRATIONS_PER_ADDRESS": many]
    settings.merge(environment) { $1 }
    settings["REDIS_URL"] = redisURL
    try await ServiceTestHost.run(
      "user", environment: settings, logger: logger,
      app: { host in
        let app = try await UserServiceApp(host)
        return (app, app.parts)
      }
    ) { service in
      if redisURL == nil { try await eventually("Redis is up") { service.host.redis.isConnected } }
      try await body(UserServiceFixture(service: service))
    }
  }

  func send(
    _ method: HTTPMethod, _ path: String, _ body: String = "", token: String? = nil, headers: HTTPFields = [:]
  ) async throws -> ServiceAnswer {
    var headers = headers
    if let token { headers["Authorization"] = "Bearer \(token)" }
    return try await service.send(method, "/api/v1/users" + path, headers: headers, body)
  }

  /// Creates an account with the password `password123`.
  func register(_ name: String = EntityID.make().description) async throws -> Account {
    let email = "\(name)@example.com"
    let answer = try await send(.post, "/register", #"{"email":"\#(email)","password":"password123","firstName":"John","lastName":"Doe"}"#)
    return Account(
      id: answer.data?["user"]?["id"]?.string ?? "", email: email, token: answer.data?["token"]?.string ?? "",
      refreshToken: answer.data?["refreshToken"]?.string ?? "")
  }

  func logIn(_ email: String, _ password: String = "password123") async throws -> ServiceAnswer {
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

  /// The token in the newest e-mail to the address with this subject.
  func mailedToken(to email: String, _ subject: String) async throws -> String? {
    let answer = try await service.send(.get, "/dev/mails.json?recipient=\(email)")
    let mail = answer.data?.elements.first { $0["subject"]?.string == subject }
    return mail?["body"]?.string?.split(separator: "\n").last.map(String.init)
  }

  /// The actions of the audit log, newest first.
  func audited(_ subject: String, by token: String) async throws -> [String] {
    try await send(.get, "/audit-log?limit=100&subjectId=\(subject)", token: token).data?.elements.compactMap { $0["action"]?.string } ?? []
  }
}
