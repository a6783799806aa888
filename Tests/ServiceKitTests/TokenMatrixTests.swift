import Authentication
import Crypto
import HTTPCore
import Logging
import Observability
import ProcessKit
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

/// No request with a token of the matrix reaches the use case behind a route for signed-in callers.
@Suite struct TokenMatrixTests {
  private struct SomeRevoked: RevocationList {
    func isRevoked(_ tokenID: String, token: String) async throws -> Bool { tokenID == "revoked" }
  }

  private final class Count: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
  }

  private static func handler(_ uses: Count) throws -> ObservedHandler {
    let logger = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
    let routes = [Access.signedIn, .role("admin")].enumerated().map { index, access in
      Route(.get, "/\(index)", access: access, summary: "") { _ in
        uses.add()
        return Envelope.success(message: "used")
      }
    }
    let keys = try #require(JWTKey.publicKeys(pem: TokenMatrix.publicKeys))
    let authenticator = Authenticator(
      verifier: JWTVerifier(keys: keys, issuer: "trellis", audience: "trellis-api"), revocations: SomeRevoked(), logger: logger)
    let registry = PrometheusRegistry()
    let handler = ServiceHandler(
      service: "test", routes: routes, authenticator: authenticator, monitor: HealthMonitor(checks: []), registry: registry,
      servesMetrics: false, timeout: .seconds(7), logger: logger)
    return ObservedHandler(handler, metrics: RequestMetrics(registry: registry), logger: logger)
  }

  @Test func noTokenOfTheMatrixReachesAUseCase() async throws {
    let uses = Count()
    let handler = try Self.handler(uses)
    let revoked = TokenMatrix.Case(name: "revoked", token: TokenMatrix.token(TokenMatrix.claims(["jti": "\"revoked\""])))
    for item in TokenMatrix.refused + TokenMatrix.unnamed + [revoked] {
      for path in ["/0", "/1"] {
        let response = await handler.respond(to: HTTPRequest(target: path, headers: ["Authorization": "Bearer \(item.token)"]))
        #expect(response.status == .unauthorized, "\(item.name)")
      }
    }
    #expect(uses.value == 0)
    for item in TokenMatrix.accepted {
      let response = await handler.respond(to: HTTPRequest(target: "/1", headers: ["Authorization": "Bearer \(item.token)"]))
      #expect(response.status == .ok, "\(item.name)")
    }
    #expect(uses.value == TokenMatrix.accepted.count)
  }
}
