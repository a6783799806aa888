import Authentication
import Crypto
import HTTPCore
import Logging
import SharedKernel
import Synchronization
import Testing

@testable import ServiceKit

/// A verified token is not verified again. Authorisation is decided for each request.
@Suite struct VerifiedTokensTests {
  private static let secret = Array("a-secret-of-at-least-thirty-two-bytes".utf8)

  /// Revoked tokens.
  private final class Revoked: RevocationList {
    let tokens = Mutex<Set<String>>([])
    func isRevoked(_ tokenID: String, token: String) async throws -> Bool { tokens.withLock { $0.contains(tokenID) } }
    func revoke(_ tokenID: String) { tokens.withLock { _ = $0.insert(tokenID) } }
  }

  private let revoked = Revoked()

  private func authenticator() -> Authenticator {
    Authenticator(
      verifier: JWTVerifier(keys: [.hs256(secret: Self.secret)], issuer: "trellis", audience: "trellis-api"), revocations: revoked,
      logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func token(_ id: String, role: String = "customer") throws -> String {
    let now = Timestamp.now.secondsSince1970
    let claims = """
      {"sub": "\(EntityID.make())", "iss": "trellis", "aud": "trellis-api", "iat": \(now), "exp": \(now + 900), "jti": "\(id)", \
      "typ": "access", "roles": ["\(role)"]}
      """
    return try JWT.sign(claims: Array(claims.utf8), key: .hs256(secret: secret))
  }

  private func status(_ token: String, _ access: Access = .signedIn, at authenticator: Authenticator) async -> Int {
    var request = HTTPRequest(target: "/")
    request.headers["Authorization"] = "Bearer \(token)"
    do throws(ServiceError) {
      return try await authenticator.principal(of: request, for: access) == nil ? 0 : 200
    } catch { return error.status }
  }

  @Test func aTokenRevokedAfterItsFirstUseIsRejected() async throws {
    let authenticator = authenticator()
    let token = try Self.token("t-1")
    #expect(await status(token, at: authenticator) == 200)
    #expect(await status(token, at: authenticator) == 200)
    revoked.revoke("t-1")
    #expect(await status(token, at: authenticator) == 401)
  }

  @Test func aTokenThatDiffersInOneCharacterIsVerifiedSeparately() async throws {
    let authenticator = authenticator()
    let token = try Self.token("t-1")
    #expect(await status(token, at: authenticator) == 200)
    for position in [0, token.utf8.count / 2, token.utf8.count - 2] {
      var bytes = Array(token.utf8)
      bytes[position] = bytes[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(await status(String(decoding: bytes, as: UTF8.self), at: authenticator) == 401)
    }
    #expect(await status(token + "=", at: authenticator) == 401)
  }

  @Test func theRoleIsCheckedForEachRequest() async throws {
    let authenticator = authenticator()
    let token = try Self.token("t-1")
    #expect(await status(token, at: authenticator) == 200)
    #expect(await status(token, .role("admin"), at: authenticator) == 403)
  }

  @Test func aTokenIsValidUntilItExpires() {
    let end = Timestamp(secondsSince1970: 1000)
    let tokens = VerifiedTokens<Int>()
    tokens.keep(1, of: "a", until: end)
    #expect(tokens.caller(of: "a", now: Timestamp(secondsSince1970: 999)) == 1)
    #expect(tokens.caller(of: "a", now: end) == nil)
  }

  @Test func keepsALimitedNumberOfRecentlyUsedTokens() {
    let tokens = VerifiedTokens<Int>(capacity: 20)
    let end = Timestamp(microseconds: .max)
    tokens.keep(-1, of: "often", until: end)
    for number in 0..<1000 {
      tokens.keep(number, of: "t\(number)", until: end)
      #expect(tokens.caller(of: "often", now: .now) == -1)
      #expect(tokens.count <= 20)
    }
    #expect(tokens.caller(of: "t0", now: .now) == nil && tokens.caller(of: "t999", now: .now) == 999)
  }
}
