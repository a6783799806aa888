import Crypto
import SharedKernel
import Testing

@Suite struct JWTTests {
  private static let secret = Array("a-secret-of-at-least-thirty-two-bytes".utf8)
  private static let now = Timestamp(secondsSince1970: 1_800_000_000)
  private let key = JWTKey.hs256(secret: secret)
  private let verifier = JWTVerifier(keys: [.hs256(secret: secret)], issuer: "trellis", audience: "trellis-api")

  private func token(_ claims: String) throws -> String { try JWT.sign(claims: Array(claims.utf8), key: key) }

  private func forged(header: String, claims: String = good) -> String {
    let input = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
    return input + "." + Base64URL.encode(HMACSHA256.authenticate(Array(input.utf8), key: Self.secret))
  }

  private static let good =
    #"{"iss":"trellis","aud":"trellis-api","sub":"u","jti":"j","typ":"access","iat":1799999990,"exp":1800000900,"roles":["customer"]}"#

  @Test func verifiesSignedTokens() throws {
    let claims = try verifier.verify(try token(Self.good), now: Self.now)
    #expect(claims.subject == "u")
    #expect(claims.tokenID == "j")
    #expect(claims.strings("roles") == ["customer"])
    #expect(claims.expiresAt == Timestamp(secondsSince1970: 1_800_000_900))
  }

  @Test(arguments: [
    (#"{"aud":"trellis-api","typ":"access","exp":1800000900}"#, JWTError.Code.wrongIssuer),
    (#"{"iss":"trellis","aud":"other","typ":"access","exp":1800000900}"#, .wrongAudience),
    (#"{"iss":"trellis","aud":["x","trellis-api"],"typ":"refresh","exp":1800000900}"#, .wrongType),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access"}"#, .expired),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":1799999969}"#, .expired),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":"soon"}"#, .malformed),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":1e300}"#, .malformed),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":1800000900,"nbf":1800000031}"#, .notYetValid),
    (#"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":1800000900,"iat":1800000099}"#, .notYetValid),
    ("[]", .malformed),
  ])
  func checksEachClaim(_ claims: String, _ code: JWTError.Code) throws {
    let token = try token(claims)
    let error = #expect(throws: JWTError.self) { try verifier.verify(token, now: Self.now) }
    #expect(error?.code == code)
  }

  @Test func acceptsASmallClockDifference() throws {
    let late = #"{"iss":"trellis","aud":"trellis-api","typ":"access","exp":1799999990,"nbf":1800000020}"#
    #expect(throws: Never.self) { try verifier.verify(try token(late), now: Self.now) }
  }

  @Test(arguments: [
    (#"{"alg":"none"}"#, JWTError.Code.algorithmNotAllowed), (#"{"alg":"HS512"}"#, .algorithmNotAllowed),
    (#"{"alg":"RS256"}"#, .algorithmNotAllowed),
    (#"{"typ":"JWT"}"#, .algorithmNotAllowed), (#"{"alg":"HS256","typ":"dpop+jwt"}"#, .wrongType),
    (#"{"alg":"HS256","crit":["b64"],"b64":false}"#, .unsupportedExtension), ("not json", .malformed),
  ])
  func checksTheHeader(_ header: String, _ code: JWTError.Code) {
    let error = #expect(throws: JWTError.self) { try verifier.verify(forged(header: header), now: Self.now) }
    #expect(error?.code == code)
  }

  @Test func refusesAnotherKeyAndAChangedToken() throws {
    let good = try token(Self.good)
    let other = JWTVerifier(
      keys: [.hs256(secret: Array("another-secret-of-thirty-two-bytes!!".utf8))], issuer: "trellis", audience: "trellis-api")
    #expect(#expect(throws: JWTError.self) { try other.verify(good, now: Self.now) }?.code == .badSignature)
    var parts = good.split(separator: ".").map(String.init)
    parts[1] = Base64URL.encode(Array(Self.good.replacing("customer", with: "administrator").utf8))
    #expect(#expect(throws: JWTError.self) { try verifier.verify(parts.joined(separator: "."), now: Self.now) }?.code == .badSignature)
  }

  @Test(arguments: ["", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30=", String(repeating: "a", count: 10_000)])
  func refusesOtherForms(_ text: String) {
    #expect(throws: JWTError.self) { try verifier.verify(text, now: Self.now) }
  }
}
