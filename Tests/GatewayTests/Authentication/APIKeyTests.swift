import Crypto
import Foundation
import HTTPCore
import JSON
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// `X-API-Key` at the gateway: exchanged at the user service, remembered, and forgotten when it is revoked.
@Suite struct APIKeyTests {
  private static let schema = SourceFile(
    name: "a.graphql",
    text: """
      extend schema @service(name: "s", url: "{$env.UPSTREAM}", forward: ["authorization", "x-api-key"])
      type Query { mine: A @rest(service: "s", GET: "/mine/{$claims.sub}") }
      type A { id: ID }
      """)

  private static let key = "trk_" + String(repeating: "A", count: 43)

  /// A user service that knows one key.
  private final class Exchange: Sendable {
    private let state = Mutex<(exchanges: Int, status: Int)>((0, 200))
    private let tokens = Mutex(0)
    var count: Int { state.withLock { $0.exchanges } }
    func answer(with status: Int) { state.withLock { $0.status = status } }

    func respond(to request: HTTPRequest) -> HTTPResponse? {
      guard request.path == "/api/v1/api-keys/token" else { return nil }
      let status = state.withLock { state in
        state.exchanges += 1
        return state.status
      }
      let isKnown = (try? JSONDocument(parsing: request.body))?.root["key"]?.string == APIKeyTests.key
      guard status == 200, isKnown else { return HTTPResponse(status: HTTPStatus(code: status == 200 ? 401 : status)) }
      let number = tokens.withLock { number in
        number += 1
        return number
      }
      let claims = TokenMatrix.claims(["jti": "\"k-\(number)\"", "roles": "[]", "scope": "\"order.order.read\"", "sub": "\"owner\""])
      return HTTPResponse(body: Array("{\"data\":{\"token\":\"\(TokenMatrix.token(claims))\",\"expiresIn\":300}}".utf8))
    }
  }

  private static func settings(_ more: [String: String] = [:]) throws -> [String: String] {
    let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(EntityID.make())").path
    try Data(TokenMatrix.publicKeys).write(to: URL(filePath: path))
    return ["JWT_PUBLIC_KEYS_FILE": path, "API_KEYS": "true"].merging(more) { $1 }
  }

  private static func ask(_ gateway: RunningGateway, _ headers: HTTPFields) async throws -> HTTPResponse {
    var headers = headers
    headers["content-type"] = "application/json"
    return try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"{ mine { id } }"}"#)
  }

  @Test func aKeyIsExchangedOnceAndTheTokenIsPassedOn() async throws {
    let exchange = Exchange()
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: try Self.settings()) { gateway in
      for _ in 0..<5 {
        let response = try await Self.ask(gateway, ["x-api-key": Self.key])
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":{"mine":{"id":"1"}}}"#)
      }
      #expect(exchange.count == 1)
      #expect(upstream.calls == Array(repeating: "GET /mine/owner", count: 5))
      for request in upstream.requests {
        #expect(request.headers["authorization"]?.hasPrefix("Bearer eyJ") == true && request.headers["x-api-key"] == nil)
      }
    }
  }

  @Test(arguments: ["", "x", "trk_", "trk_" + String(repeating: "B", count: 43), "trk_" + String(repeating: "A", count: 44)])
  func anotherKeyIsRefused(text: String) async throws {
    let exchange = Exchange()
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: try Self.settings()) { gateway in
      let response = try await Self.ask(gateway, ["x-api-key": text])
      #expect(response.status == .unauthorized && response.headers["www-authenticate"] != nil)
      #expect(upstream.calls.isEmpty)
    }
  }

  @Test func aKeyAndATokenTogetherAreRefused() async throws {
    let exchange = Exchange()
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: try Self.settings()) { gateway in
      let token = TokenMatrix.token(TokenMatrix.claims())
      #expect(try await Self.ask(gateway, ["x-api-key": Self.key, "authorization": "Bearer \(token)"]).status == .unauthorized)
      #expect(exchange.count == 0 && upstream.calls.isEmpty)
    }
  }

  @Test func withoutTheUserServiceTheAnswerIs503() async throws {
    let exchange = Exchange()
    exchange.answer(with: 503)
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: try Self.settings()) { gateway in
      #expect(try await Self.ask(gateway, ["x-api-key": Self.key]).status == .serviceUnavailable)
      #expect(upstream.calls.isEmpty)
      exchange.answer(with: 200)
      #expect(try await Self.ask(gateway, ["x-api-key": Self.key]).status == .ok)
    }
  }

  @Test func aRevokedKeyIsForgottenAtOnce() async throws {
    let exchange = Exchange()
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await OwnRedis.with { redis in
      try await redis.command("SET", "auth:revocations:complete", "1")
      let settings = try Self.settings(["REDIS_URL": redis.url])
      try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
        #expect(try await Self.ask(gateway, ["x-api-key": Self.key]).status == .ok)
        #expect(try await Self.ask(gateway, ["x-api-key": Self.key]).status == .ok)
        #expect(exchange.count == 1)
        // The user service revokes the key: its tokens are on the list, and the key is unknown.
        exchange.answer(with: 401)
        try await redis.command("SET", "auth:revoked:k-1", "1")
        upstream.forget()
        try await eventually("the gateway reads the list") { try await Self.ask(gateway, ["x-api-key": Self.key]).status == .unauthorized }
        upstream.forget()
        #expect(try await Self.ask(gateway, ["x-api-key": Self.key]).status == .unauthorized)
        #expect(upstream.calls.isEmpty)
      }
    }
  }

  @Test func withoutTheSettingAKeyIsAHeaderLikeAnyOther() async throws {
    let exchange = Exchange()
    let upstream = CountingUpstream { exchange.respond(to: $0) }
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: try Self.settings(["API_KEYS": "false"])) { gateway in
      let answer = String(decoding: try await Self.ask(gateway, ["x-api-key": Self.key]).body, as: UTF8.self)
      #expect(answer.contains("\"UNAUTHENTICATED\"") && exchange.count == 0 && upstream.calls.isEmpty)
    }
  }
}
