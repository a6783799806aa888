import Authentication
import Crypto
import Foundation
import HTTPCore
import JSON
import Logging
import ProcessKit
import ServiceKit
import ServiceRuntime
import SharedKernel
import TestSupport
import Testing

/// A service with a database of its own, called without a socket. Each response is checked against the service's OpenAPI description.
public struct ServiceTestHost<App: Sendable>: Sendable {
  public let host: ServiceHost
  public let app: App
  public let routes: [Route]
  public let handler: ObservedHandler
  public let document: APIDocument

  /// Runs the body while the service's clients are connected. `environment` overrides the settings of the test stack. `proxy` gives the port of a
  /// proxy for the database's own.
  public static func run(
    _ service: String, environment: [String: String] = [:], revocations: (any RevocationList)? = NothingRevoked(),
    logger: Logger = TestDatabase.silentLogger, through proxy: ((_ port: Int) throws -> Int)? = nil,
    app: @Sendable (ServiceHost) async throws -> (App, ServiceParts), _ body: @Sendable (ServiceTestHost) async throws -> Void
  ) async throws {
    let migrations = URL(filePath: #filePath).appending(path: "../../../migrations").standardized.path
    try await TestDatabase.with { direct in
      let url = try proxy.map { try TCPProxy.url(direct, through: $0) } ?? direct
      let settings = [
        "TRELLIS_ENV": "development", "EVENT_LOOPS": "1", "JWT_SECRET": String(repeating: "s", count: 64),
        "\(service.uppercased())_DATABASE_URL": url, "REDIS_URL": TestStack.redisURL ?? "redis://127.0.0.1:6379/0",
        "RABBITMQ_URL": "amqp://u:p@127.0.0.1:1/%2f", "MIGRATIONS_DIR": migrations, "ARGON2_MEMORY_KIB": "64",
      ].merging(environment) { $1 }
      let host = try ServiceHost(
        ServiceConfiguration(SettingsReader(environment: settings), service: service, defaultPort: 0), logger: logger)
      defer { host.eventLoops.shutdown() }
      try await host.migrate()
      let (app, parts) = try await app(host)
      // The user service's own list answers there. Other services' tests have no user service, and revoke nothing but in Redis.
      var served = parts
      served.revocations = parts.revocations ?? revocations
      let handler = host.handler(for: served)
      let document = try APIDocument(await handler.respond(to: HTTPRequest(target: "/openapi.json")).body)
      try await host.withRunningClients {
        try await body(ServiceTestHost(host: host, app: app, routes: parts.routes, handler: handler, document: document))
      }
    }
  }

  /// The same service with other clients on the same database, as a second replica.
  public init(replica host: ServiceHost, of first: ServiceTestHost) {
    self.init(host: host, app: first.app, routes: first.routes, handler: first.handler, document: first.document)
  }

  private init(host: ServiceHost, app: App, routes: [Route], handler: ObservedHandler, document: APIDocument) {
    self.host = host
    self.app = app
    self.routes = routes
    self.handler = handler
    self.document = document
  }

  /// The address that requests come from. It is not that of the tests of the whole stack, which count at the same Redis.
  public static var remoteAddress: String { "192.0.2.200" }

  /// Sends a request; a body is JSON text.
  public func send(
    _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, headers: HTTPFields = [:], _ body: String = ""
  ) async throws -> ServiceAnswer {
    var headers = headers
    if let caller { headers["Authorization"] = "Bearer \(try token(of: caller))" }
    if !body.isEmpty { headers["Content-Type"] = "application/json" }
    return try await send(
      HTTPRequest(method: method, target: target, headers: headers, body: Array(body.utf8), remoteAddress: Self.remoteAddress))
  }

  public func send(_ request: HTTPRequest) async throws -> ServiceAnswer {
    let response = await handler.respond(to: request)
    let isJSON = response.headers["Content-Type"]?.hasSuffix("json") ?? false
    let json = isJSON && !response.body.isEmpty ? try JSONDocument(parsing: response.body).root : nil
    if let operation = document.operation(request.method.rawValue, path: request.path) {
      #expect(document.faults(ofAnswerTo: operation, status: response.status.code, body: json) == [])
      let missing = document.requiredHeaders(of: operation, status: response.status.code).filter { response.headers[$0] == nil }
      #expect(missing == [], "\(operation) \(response.status.code)")
    }
    return ServiceAnswer(response: response, json: json)
  }

  /// An access token as the user service issues it.
  public func token(of caller: Caller, roles: [String]? = nil) throws -> String {
    let now = Timestamp.now.secondsSince1970
    let names = (roles ?? [caller.isAdmin ? "admin" : "customer"]).map { "\"\($0)\"" }.joined(separator: ", ")
    let claims = """
      {"sub": "\(caller.userID)", "email": "a@example.com", "roles": [\(names)], "permissions": [],
      "iss": "trellis", "aud": "trellis-api", "iat": \(now), "nbf": \(now),
      "exp": \(now + 900), "jti": "\(EntityID.make())", "typ": "access"}
      """
    return try JWT.sign(claims: Array(claims.utf8), key: host.signingKey)
  }

  /// The header fields of a request by this caller, where `owner` owns the resource.
  public func headers(of asker: Asker, owner: Caller) throws -> HTTPFields {
    let other = Caller(userID: .make(), isAdmin: false)
    let token: String
    switch asker {
    case .nobody: return [:]
    case .owner: token = try self.token(of: owner)
    case .stranger: token = try self.token(of: other)
    case .support: token = try self.token(of: other, roles: ["support", "customer"])
    case .admin: token = try self.token(of: other, roles: ["admin"])
    }
    return ["Authorization": "Bearer \(token)"]
  }

  /// Header fields by which other systems pass an identity. A service must ignore them.
  public static func forgedIdentity(of user: String) -> HTTPFields {
    [
      "X-User-ID": user, "X-User-Role": "admin", "X-User-Roles": "admin", "X-Roles": "admin", "X-Forwarded-User": user,
      "X-Authenticated-Userid": user, "X-Remote-User": user,
    ]
  }

  /// Checks `/openapi.json`, `/docs` and the service's table in docs/services.md against the routes.
  public func checkDescription(section: String) async throws {
    let own = ["GET /health", "GET /ready", "GET /metrics", "GET /openapi.json", "GET /docs"]
    #expect(Set(document.operations) == Set(routes.map { APIDocument.operation(ofRoute: $0.name) } + own))
    #expect(document.faults == [])
    #expect(try EndpointTable.rows(of: section) == routes.map(\.tableRow))
    let page = String(decoding: await handler.respond(to: HTTPRequest(target: "/docs")).body, as: UTF8.self)
    for route in routes { #expect(page.contains(route.pattern)) }
    #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
  }
}

/// A list without tokens, which answers when Redis cannot.
public struct NothingRevoked: RevocationList {
  public init() {}

  public func isRevoked(_ tokenID: String, token: String) async throws -> Bool { false }
}

/// A response with its parsed body.
public struct ServiceAnswer: Sendable {
  public let response: HTTPResponse
  public let json: JSONView?

  public var status: Int { response.status.code }
  public var headers: HTTPFields { response.headers }
  public var data: JSONView? { json?["data"] }
  public var total: Int64? { json?["meta"]?["total"]?.int }
  public var errorCode: String? { json?["error"]?["code"]?.string }
  /// The members and parameters that a 400 names.
  public var invalidFields: [String] { json?["error"]?["details"]?.elements.compactMap { $0["field"]?.string } ?? [] }
  public var ids: [String] { data?.elements.compactMap { $0["id"]?.string } ?? [] }
}
