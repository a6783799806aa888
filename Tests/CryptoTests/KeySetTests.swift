import JSON
import SharedKernel
import Testing

@testable import Crypto

/// Keys of a JSON Web Key Set, and the algorithms that they verify.
@Suite struct KeySetTests {
  private static let p256 = Array(
    """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWTUClLu7aU6y9N4r
    MJmju+4PUVVnSY/WIHZ44PituW+hRANCAARfJVkegXfVUXCXiCK0sdjTz3jTUIxi
    uAi69CDuNdBQ+jF+vCbj2zjAHnp/1Ubhokc6vpQ3p34p7jyygN4fjxng
    -----END PRIVATE KEY-----

    """.utf8)

  private static let now = Timestamp(secondsSince1970: 1_800_000_000)
  private static let claims =
    #"{"iss":"i","aud":"a","sub":"u","typ":"access","iat":1799999990,"exp":1800000900}"#

  private static func signing(_ pem: [UInt8], _ algorithm: JWTAlgorithm) throws -> JWTKey {
    try #require(JWTKey.privateKey(pem: pem, algorithm: algorithm))
  }

  private static func members(_ key: JWTKey) throws -> JSONObject {
    guard case .object(let object) = try JSONValue(parsing: String(decoding: try #require(key.publicKey), as: UTF8.self)) else {
      return [:]
    }
    return object
  }

  private static func set(_ keys: JSONObject...) -> [UInt8] { JSONValue.object(["keys": .array(keys.map { .object($0) })]).bytes }

  private static func isAccepted(_ token: String, _ keys: [JWTKey], _ algorithms: Set<JWTAlgorithm> = Set(JWTAlgorithm.allCases)) -> Bool {
    let verifier = JWTVerifier(algorithms: algorithms, issuer: "i", audiences: ["a"])
    guard let signed = try? SignedToken(token) else { return false }
    return (try? verifier.verify(signed, keys: keys, now: now)) != nil
  }

  private static let all: Set<JWTAlgorithm> = [.rs256, .ps256, .es256, .edDSA]

  @Test func eachAlgorithmVerifiesWhatItsKeySigns() throws {
    for (pem, algorithm) in [(TestKeys.rsa, JWTAlgorithm.rs256), (TestKeys.rsa, .ps256), (Self.p256, .es256), (TestKeys.ed25519, .edDSA)] {
      let key = try Self.signing(pem, algorithm)
      let published = try #require(JWTKey.publicKeys(jwks: Self.set(try Self.members(key)), algorithms: Self.all))
      #expect(published.map(\.algorithm) == [algorithm] && published.map(\.identifier) == [key.identifier])
      for _ in 0..<20 {
        let token = try JWT.sign(claims: Array(Self.claims.utf8), key: key)
        #expect(Self.isAccepted(token, published), "\(algorithm)")
        #expect(!Self.isAccepted(token, published, Self.all.subtracting([algorithm])))
        let parts = token.split(separator: ".").map(String.init)
        var signature = try #require(Base64URL.decode(parts[2]))
        signature[signature.count / 2] ^= 1
        #expect(!Self.isAccepted("\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))", published))
      }
    }
  }

  @Test func anES256SignatureHas64Bytes() throws {
    let key = try Self.signing(Self.p256, .es256)
    let token = try JWT.sign(claims: Array(Self.claims.utf8), key: key)
    let parts = token.split(separator: ".").map(String.init)
    let signature = try #require(Base64URL.decode(parts[2]))
    #expect(signature.count == 64)
    let der = try #require(ECDSASignature.der(of: signature))
    #expect(ECDSASignature.joined(fromDER: der) == signature)
    let keys = try #require(JWTKey.publicKeys(jwks: Self.set(try Self.members(key)), algorithms: Self.all))
    // The DER form, zeros (CVE-2022-21449), and other lengths.
    for other in [der, [UInt8](repeating: 0, count: 64), Array(signature.dropLast()), signature + [0], []] {
      #expect(!Self.isAccepted("\(parts[0]).\(parts[1]).\(Base64URL.encode(other))", keys))
    }
  }

  @Test func anRSAKeyWithoutAnAlgorithmFitsTwo() throws {
    var members = try Self.members(try Self.signing(TestKeys.rsa, .rs256))
    members["alg"] = nil
    let both = try #require(JWTKey.publicKeys(jwks: Self.set(members), algorithms: Self.all))
    #expect(both.map(\.algorithm) == [.rs256, .ps256])
    let one = try #require(JWTKey.publicKeys(jwks: Self.set(members), algorithms: [.ps256]))
    #expect(one.map(\.algorithm) == [.ps256])
  }

  @Test func keysThatCannotVerifyAreSkipped() throws {
    let ed = try Self.members(try Self.signing(TestKeys.ed25519, .edDSA))
    let rsa = try Self.members(try Self.signing(TestKeys.rsa, .rs256))
    let ec = try Self.members(try Self.signing(Self.p256, .es256))
    func changed(_ members: JSONObject, _ name: String, _ value: JSONValue?) -> JSONObject {
      var members = members
      members[name] = value
      return members
    }
    let skipped = [
      changed(ed, "use", "enc"), changed(ed, "key_ops", ["sign"]), changed(ed, "kty", "XXX"), changed(ed, "crv", "Ed448"),
      changed(ed, "x", "AA"),
      changed(ed, "x", nil), changed(ed, "alg", "RS256"), changed(ed, "alg", "none"), changed(ed, "alg", 7), changed(ed, "kid", 7),
      changed(rsa, "alg", "HS256"), changed(rsa, "n", "AQAB"), changed(rsa, "n", ""), changed(rsa, "e", nil), changed(rsa, "alg", "EdDSA"),
      changed(ec, "y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), changed(ec, "crv", "P-384"), changed(ec, "x", "AA"),
      ["kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "alg": "HS256"], [:],
    ]
    for members in skipped {
      #expect(
        JWTKey.publicKeys(jwks: Self.set(members), algorithms: Set(JWTAlgorithm.allCases))?.count == 0, "\(JSONValue.object(members).text)")
    }
    #expect(JWTKey.publicKeys(jwks: Self.set([:], ed, skipped[0]), algorithms: Self.all)?.count == 1)
  }

  @Test(arguments: ["", "[]", "{}", "null", #"{"keys":{}}"#, #"{"keys":"x"}"#, "{"])
  func otherTextsAreNoSet(text: String) { #expect(JWTKey.publicKeys(jwks: Array(text.utf8), algorithms: Self.all) == nil) }

  /// `exp` and `nbf` at the leeway of 30 seconds and one second beyond it.
  @Test(arguments: [
    ("exp", -29, true), ("exp", -30, false), ("exp", -31, false), ("nbf", 30, true), ("nbf", 31, false), ("iat", 30, true),
    ("iat", 31, false),
  ])
  func timesCountWithALeeway(claim: String, offset: Int64, isAccepted: Bool) throws {
    let key = try Self.signing(TestKeys.ed25519, .edDSA)
    var members = try JSONValue(parsing: Self.claims)
    guard case .object(var object) = members else { return }
    object[claim] = .number("\(Self.now.secondsSince1970 + offset)")
    members = .object(object)
    let token = try JWT.sign(claims: members.bytes, key: key)
    #expect(Self.isAccepted(token, [key]) == isAccepted)
  }
}
