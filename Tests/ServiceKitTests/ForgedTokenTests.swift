import Authentication
import Crypto
import HTTPCore
import Logging
import SharedKernel
import Testing

@testable import ServiceKit

/// Every kind of invalid token is 401 on a route that needs a caller.
@Suite struct ForgedTokenTests {
  private static let key = JWTKey.hs256(secret: Array("a-secret-of-at-least-thirty-two-bytes".utf8))
  private static let otherKey = JWTKey.hs256(secret: Array("another-secret-of-at-least-thirty-two".utf8))

  private struct NoneRevoked: RevocationList {
    func isRevoked(_ tokenID: String, token: String) async throws -> Bool { false }
  }

  private static let authenticator = Authenticator(
    verifier: JWTVerifier(keys: [key], issuer: "trellis", audience: "trellis-api"), revocations: NoneRevoked(),
    logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })

  private static func claims(_ changes: [String: String?] = [:]) -> [UInt8] {
    let now = Timestamp.now.secondsSince1970
    var members: [String: String?] = [
      "sub": "\"\(EntityID.make())\"", "iss": "\"trellis\"", "aud": "\"trellis-api\"", "iat": "\(now)", "exp": "\(now + 900)",
      "jti": "\"t-1\"", "typ": "\"access\"", "roles": "[\"admin\"]",
    ]
    members.merge(changes) { $1 }
    return Array("{\(members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ","))}".utf8)
  }

  private static func unsigned(header: String, signature: String = "") -> String {
    "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(claims())).\(signature)"
  }

  private func status(_ token: String) async -> Int {
    var request = HTTPRequest(target: "/")
    request.headers["Authorization"] = "Bearer \(token)"
    do throws(ServiceError) {
      return try await Self.authenticator.principal(of: request, for: .signedIn) == nil ? 0 : 200
    } catch { return error.status }
  }

  @Test func aValidTokenIsAccepted() async throws {
    #expect(await status(try JWT.sign(claims: Self.claims(), key: Self.key)) == 200)
  }

  @Test(
    arguments: [
      ["iss": "\"somebody\""], ["iss": nil], ["aud": "\"other-api\""], ["aud": "[\"other\"]"], ["aud": nil], ["typ": "\"refresh\""],
      ["typ": nil], ["typ": "\"id\""], ["exp": "1"], ["exp": nil], ["exp": "\"never\""], ["iat": "99999999999"], ["nbf": "99999999999"],
      ["sub": nil], ["sub": "\"admin\""], ["jti": nil], ["jti": "\"\""],
    ] as [[String: String?]])
  func wrongClaimsAreRejected(_ changes: [String: String?]) async throws {
    #expect(await status(try JWT.sign(claims: Self.claims(changes), key: Self.key)) == 401)
  }

  @Test(arguments: [
    #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS256"}"#, #"{}"#, #"{"alg":"HS256","crit":["x"]}"#,
  ])
  func wrongAlgorithmsAreRejected(_ header: String) async {
    #expect(await status(Self.unsigned(header: header)) == 401)
    let input = Array(Self.unsigned(header: header).dropLast().utf8)
    let code = HMACSHA256.authenticate(input, key: Array("a-secret-of-at-least-thirty-two-bytes".utf8))
    let signed = String(decoding: input, as: UTF8.self) + "." + Base64URL.encode(code)
    #expect(await status(signed) == 401)
  }

  @Test func wrongSignaturesAreRejected() async throws {
    let right = try JWT.sign(claims: Self.claims(), key: Self.key)
    let other = try JWT.sign(claims: Self.claims(), key: Self.otherKey)
    let parts = right.split(separator: ".").map(String.init)
    let swapped = "\(parts[0]).\(Base64URL.encode(Self.claims(["roles": "[\"admin\",\"more\"]"]))).\(parts[2])"
    for token in [other, swapped, parts[0] + "." + parts[1] + ".", String(right.dropLast(2)), right + "x"] {
      #expect(await status(token) == 401)
    }
  }
}
