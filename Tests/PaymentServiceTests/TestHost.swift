import Foundation
import HTTPCore
import JSON
import Logging
import Postgres
import ProcessKit
import ServiceKit
import ServiceRuntime
import SharedKernel
import Sockets
import TestSupport
import Testing

@testable import PaymentService

/// The payment service's host on a database of its own, which lives as long as the body runs.
struct TestHost: Sendable {
  let host: ServiceHost
  let handler: ObservedHandler
  let routes: [Route]
  /// Every answer is held against it.
  let document: APIDocument

  static func run(
    provider: any PaymentProvider = SimulatedProvider(slowness: .milliseconds(5), deadline: .milliseconds(5)),
    _ body: @escaping @Sendable (TestHost) async throws -> Void
  ) async throws {
    let postgresURL = TestStack.postgresURL ?? ""
    let name = "payment_test_" + EntityID.make().description.replacing("-", with: "")
    let host = try ServiceHost(
      ServiceConfiguration(
        SettingsReader(environment: [
          "TRELLIS_ENV": "development", "EVENT_LOOPS": "1", "JWT_SECRET": String(repeating: "s", count: 64),
          "PAYMENT_DATABASE_URL": postgresURL.replacing(/\/[^\/]*$/, with: "/" + name),
          "REDIS_URL": TestStack.redisURL ?? "redis://127.0.0.1:6379/0", "RABBITMQ_URL": "amqp://guest:guest@127.0.0.1:5672/%2f",
          "MIGRATIONS_DIR": URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../migrations").path,
        ]), service: "payment", defaultPort: 0),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    defer { host.eventLoops.shutdown() }
    guard let configuration = PostgresConfiguration(url: postgresURL) else {
      throw ConfigurationError(variable: "TRELLIS_TEST_POSTGRES_URL", problem: "is no URL")
    }
    let admin = PostgresClient(configuration, group: host.eventLoops, logger: host.logger)
    try await admin.withSession { try await $0.runScript("CREATE DATABASE \(name)") }
    let result = await Result {
      try await host.migrate()
      try await host.withRunningClients {
        let parts = try PaymentServiceApp(host, provider: provider).parts
        let handler = host.handler(for: parts.routes)
        let document = try APIDocument(await handler.respond(to: HTTPRequest(target: "/openapi.json")).body)
        try await body(TestHost(host: host, handler: handler, routes: parts.routes, document: document))
      }
    }
    try await admin.withSession { try await $0.runScript("DROP DATABASE \(name) WITH (FORCE)") }
    try result.get()
  }

  /// Adds an order to the projection.
  func projectOrder(of caller: Caller, _ status: String = "pending", amount: Int64 = 99_999) async throws -> EntityID {
    let order = OrderProjection(id: .make(), userID: caller.userID, amount: Money(hundredths: amount), status: status, sequence: 1)
    try await PostgresOrderProjections(database: host.database).saveIfNewer(order)
    return order.id
  }

  /// Sends one request to the handler; `body` is JSON text.
  func send(
    _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, headers: [String: String] = [:], _ body: String = ""
  ) async throws -> Answer {
    var fields = HTTPFields()
    if let caller { fields.append("Authorization", "Bearer \(try token(of: caller))") }
    if !body.isEmpty { fields.append("Content-Type", "application/json") }
    for (name, value) in headers { fields.append(name, value) }
    let response = await handler.respond(
      to: HTTPRequest(method: method, target: target, headers: fields, body: Array(body.utf8), remoteAddress: "127.0.0.1"))
    let json = response.body.isEmpty ? nil : try JSONDocument(parsing: response.body).root
    if let path = target.split(separator: "?").first, let operation = document.operation(method.rawValue, path: String(path)) {
      #expect(document.faults(ofAnswerTo: operation, status: response.status.code, body: json) == [])
      let missing = document.requiredHeaders(of: operation, status: response.status.code).filter { response.headers[$0] == nil }
      #expect(missing == [], "\(operation) \(response.status.code)")
    }
    return Answer(response: response, json: try json ?? JSONDocument(parsing: Array("null".utf8)).root)
  }
}

/// An answer, its body read.
struct Answer {
  let response: HTTPResponse
  let json: JSONView

  var status: Int { response.status.code }
  var data: JSONView? { json["data"] }
  var errorCode: String? { json["error"]?["code"]?.string }
  var faults: [String] { json["error"]?["details"]?.elements.compactMap { $0["field"]?.string } ?? [] }
  var ids: [String] { data?.elements.compactMap { $0["id"]?.string } ?? [] }
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
