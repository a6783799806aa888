import Authentication
import Concurrency
import Crypto
import HTTPCore
import JSON
import Logging
import Observability
import Postgres
import ProcessKit
import ServiceRuntime
import SharedKernel
import Testing

@testable import ServiceKit

@Suite struct ServiceHandlerTests {
  private static let key = JWTKey.hs256(secret: Array("a-secret-of-at-least-thirty-two-bytes".utf8))

  private struct OneRevoked: RevocationList {
    var isAway = false
    func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
      if isAway { throw CancellationError() }
      return tokenID == "revoked"
    }
  }

  private struct Strange: Error {}

  private func handler(isListAway: Bool = false, servesMetrics: Bool = true) -> (ObservedHandler, HealthMonitor) {
    let logger = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
    let monitor = HealthMonitor(checks: [HealthCheck("thing") { true }])
    let routes = [
      Route(.get, "/open", access: .anyone, summary: "") { context in
        Envelope.success(message: "hello") { writer in writer.object { $0.member("caller", context.principal?.userID) } }
      },
      Route(.get, "/mine", access: .signedIn, summary: "") { _ in Envelope.success(message: "m") },
      Route(.get, "/admins", access: .role("admin"), summary: "") { _ in Envelope.success(message: "a") },
      Route(.get, "/deadline", access: .anyone, summary: "") { _ in
        let left = RequestDeadline.current.map { MonotonicTime.now.duration(until: $0) }
        return Envelope.success(
          message: left.map { (.seconds(6)...(.seconds(7))).contains($0) } == true ? "in time" : "\(String(describing: left))")
      },
      Route(.get, "/strange", access: .anyone, summary: "") { _ in throw Strange() },
      Route(.get, "/away", access: .anyone, summary: "") { _ in throw PostgresError(.unavailable, serverMessage: "host db.internal") },
    ]
    let authenticator = Authenticator(
      verifier: JWTVerifier(keys: [Self.key], issuer: "trellis", audience: "trellis-api"), revocations: OneRevoked(isAway: isListAway),
      logger: logger)
    let registry = PrometheusRegistry()
    let handler = ServiceHandler(
      service: "test", routes: routes, authenticator: authenticator, monitor: monitor, registry: registry,
      servesMetrics: servesMetrics, timeout: .seconds(7), logger: logger)
    return (ObservedHandler(handler, metrics: RequestMetrics(registry: registry), logger: logger), monitor)
  }

  private func token(role: String = "customer", id: String = "t-1", lifetime: Int64 = 60) throws -> String {
    let now = Timestamp.now.secondsSince1970
    let claims =
      #"{"iss":"trellis","aud":"trellis-api","sub":"\#(EntityID.make())","jti":"\#(id)","typ":"access","exp":\#(now + lifetime),"roles":["\#(role)"]}"#
    return try JWT.sign(claims: Array(claims.utf8), key: Self.key)
  }

  private func get(_ path: String, _ headers: HTTPFields = [:], method: HTTPMethod = .get, isListAway: Bool = false) async -> HTTPResponse {
    await handler(isListAway: isListAway).0.respond(to: HTTPRequest(method: method, target: path, headers: headers))
  }

  private func code(_ response: HTTPResponse) throws -> String? { try JSONDocument(parsing: response.body).root["error"]?["code"]?.string }

  @Test func answersUnknownPathsAndMethods() async throws {
    let missing = await get("/nowhere")
    #expect(missing.status == .notFound)
    #expect(try code(missing) == "NOT_FOUND")
    let wrong = await get("/open", method: .delete)
    #expect(wrong.status == .methodNotAllowed)
    #expect(wrong.headers["Allow"] == "GET, HEAD, OPTIONS")
    #expect(await get("/open", method: .options).status == .noContent)
    #expect(await get("/open?x=%zz").status == .badRequest)
  }

  @Test func carriesTheRequestID() async throws {
    let response = await get("/nowhere", ["X-Request-ID": "abc-1"])
    #expect(response.headers["X-Request-ID"] == "abc-1")
    #expect(try JSONDocument(parsing: response.body).root["requestId"]?.string == "abc-1")
    #expect(await get("/open", ["X-Request-ID": "bad id"]).headers["X-Request-ID"]?.utf8.count == 36)
  }

  @Test(arguments: [nil, "", "Basic eA==", "Bearer", "Bearer ", "Bearerx.y.z", "Bearer x.y.z", "Bearer a b", "Negotiate x"])
  func asksForAToken(_ field: String?) async throws {
    var headers = HTTPFields()
    headers["Authorization"] = field
    let response = await get("/mine", headers)
    #expect(response.status == .unauthorized)
    #expect(response.headers["WWW-Authenticate"] == "Bearer")
    #expect(await get("/open", headers).status == .ok)
  }

  @Test func acceptsValidTokensByRole() async throws {
    #expect(await get("/mine", ["Authorization": "Bearer \(try token())"]).status == .ok)
    #expect(await get("/mine", ["Authorization": "bearer \(try token())"]).status == .ok)
    #expect(await get("/admins", ["Authorization": "Bearer \(try token())"]).status == .forbidden)
    #expect(await get("/admins", ["Authorization": "Bearer \(try token(role: "admin"))"]).status == .ok)
    #expect(await get("/mine", ["Authorization": "Bearer \(try token(lifetime: -60))"]).status == .unauthorized)
  }

  @Test func rejectsRevokedTokensAndPrivilegedOnesWhileNoListCanSay() async throws {
    let headers: HTTPFields = ["Authorization": "Bearer \(try token(id: "revoked"))"]
    #expect(await get("/mine", headers).status == .unauthorized)
    #expect(await get("/mine", headers, isListAway: true).status == .ok)
    for role in ["admin", "support"] {
      let privileged: HTTPFields = ["Authorization": "Bearer \(try token(role: role))"]
      #expect(await get("/mine", privileged).status == .ok)
      let refused = await get("/mine", privileged, isListAway: true)
      #expect(refused.status == .serviceUnavailable && refused.headers["Retry-After"] == "1", "\(role)")
    }
  }

  @Test func hidesInternalErrors() async throws {
    let strange = await get("/strange")
    #expect(strange.status == .internalServerError)
    #expect(try code(strange) == "INTERNAL")
    #expect(!String(decoding: strange.body, as: UTF8.self).contains("Strange"))
    let away = await get("/away")
    #expect(away.status == .serviceUnavailable)
    #expect(away.headers["Retry-After"] == "1")
    #expect(!String(decoding: away.body, as: UTF8.self).contains("db.internal"))
  }

  @Test func isReadyOnlyWhileItsDependenciesAre() async {
    let (handler, monitor) = handler()
    func status(_ path: String) async -> Int { await handler.respond(to: HTTPRequest(target: path)).status.code }
    #expect(await status("/health") == 200)
    #expect(await status("/ready") == 503)
    await monitor.check()
    #expect(await status("/ready") == 200)
    monitor.markDraining()
    #expect(await status("/ready") == 503)
    #expect(await status("/health") == 200)
  }

  @Test func aRequestHasADeadline() async throws {
    #expect(String(decoding: await get("/deadline").body, as: UTF8.self).contains("in time"))
    #expect(RequestDeadline.current == nil)
  }

  @Test func countsRequests() async {
    let (handler, _) = handler()
    _ = await handler.respond(to: HTTPRequest(target: "/open"))
    let text = String(decoding: await handler.respond(to: HTTPRequest(target: "/metrics")).body, as: UTF8.self)
    #expect(text.contains(#"http_requests_total{route="GET /open",status="200"} 1"#))
  }

  @Test func servesNoMetricsOnThePublicPortUnlessToldTo() async {
    let (handler, _) = handler(servesMetrics: false)
    #expect(await handler.respond(to: HTTPRequest(target: "/metrics")).status == .notFound)
    #expect(await handler.respond(to: HTTPRequest(method: .post, target: "/metrics")).status == .notFound)
    let document = String(decoding: await handler.respond(to: HTTPRequest(target: "/openapi.json")).body, as: UTF8.self)
    #expect(!document.contains("/metrics"))
    #expect(document.contains("/ready"))
  }

  @Test func describesItsRoutes() throws {
    let routes = [Route(.get, "/x/:id", access: .signedIn, summary: "One x") { _ in HTTPResponse() }]
    let document = try JSONDocument(parsing: OpenAPIDescription(service: "test", routes: routes, servesMetrics: true).document).root
    #expect(document["openapi"]?.string == "3.1.0")
    #expect(document["paths"]?["/x/{id}"]?["get"]?["summary"]?.string == "One x")
    #expect(document["paths"]?["/x/{id}"]?["get"]?["security"]?.count == 1)
  }
}
