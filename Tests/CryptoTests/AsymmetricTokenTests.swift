import SharedKernel
import Testing

@testable import Crypto

/// Tokens that are signed with a private key and verified with public keys.
@Suite struct AsymmetricTokenTests {
  private typealias Signer = ([UInt8]) -> [UInt8]

  private static let now = Timestamp(secondsSince1970: 1_800_000_000)
  private static let claims =
    #"{"iss":"trellis","aud":"trellis-api","sub":"u","jti":"j","typ":"access","iat":1799999990,"exp":1800000900,"roles":["customer"]}"#

  private static func verifier(_ publicKeys: [UInt8]) throws -> JWTVerifier {
    JWTVerifier(keys: try #require(JWTKey.publicKeys(pem: publicKeys)), issuer: "trellis", audience: "trellis-api")
  }

  private static func token(_ privateKey: [UInt8]) throws -> String {
    try JWT.sign(claims: Array(claims.utf8), key: try #require(JWTKey.privateKey(pem: privateKey)))
  }

  private static func isAccepted(_ token: String, _ verifier: JWTVerifier) -> Bool {
    (try? verifier.verify(token, now: now)) != nil
  }

  /// The token with another header; what is signed is the new header and the claims.
  private static func token(header: String, sign: Signer) -> String {
    let input = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
    return input + "." + Base64URL.encode(sign(Array(input.utf8)))
  }

  @Test(arguments: [
    (TestKeys.ed25519, TestKeys.ed25519Public, JWTAlgorithm.edDSA), (TestKeys.rsa, TestKeys.rsaPublic, .rs256),
  ])
  func thePublicKeyVerifiesWhatThePrivateKeySigns(_ privateKey: [UInt8], _ publicKey: [UInt8], _ algorithm: JWTAlgorithm) throws {
    let key = try #require(JWTKey.privateKey(pem: privateKey))
    let verifying = try #require(JWTKey.publicKeys(pem: publicKey)?.first)
    #expect(key.algorithm == algorithm && key.identifier == verifying.identifier && key.publicKey == verifying.publicKey)
    #expect(key.signs && !verifying.signs)
    #expect(Self.isAccepted(try Self.token(privateKey), try Self.verifier(publicKey)))
    #expect(throws: JWTError.self) { try JWT.sign(claims: Array(Self.claims.utf8), key: verifying) }
  }

  @Test func theKeyOfRFC8037HasItsThumbprintAndSignature() throws {
    let key = try #require(JWTKey.privateKey(pem: TestKeys.ed25519))
    #expect(key.identifier == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    let text = String(decoding: try #require(key.publicKey), as: UTF8.self)
    #expect(text.contains(#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#) && !text.contains(#""d""#))
  }

  @Test func aTokenCannotChooseAnotherAlgorithmOrKey() throws {
    let signing = try #require(JWTKey.privateKey(pem: TestKeys.ed25519))
    let rsa = try #require(JWTKey.privateKey(pem: TestKeys.rsa))
    let other = try #require(JWTKey.privateKey(pem: TestKeys.otherEd25519))
    let (kid, rsaKid) = (signing.identifier ?? "", rsa.identifier ?? "")
    let verifier = try Self.verifier(TestKeys.ed25519Public + TestKeys.rsaPublic)
    let ed: Signer = { signing.signature(of: $0) ?? [] }
    let rs: Signer = { rsa.signature(of: $0) ?? [] }
    let stranger: Signer = { other.signature(of: $0) ?? [] }
    let nothing: Signer = { _ in [] }
    // The text of a public key is known to everyone.
    let edText: Signer = { HMACSHA256.authenticate($0, key: TestKeys.ed25519Public) }
    let rsText: Signer = { HMACSHA256.authenticate($0, key: TestKeys.rsaPublic) }
    let emptySecret: Signer = { HMACSHA256.authenticate($0, key: []) }
    #expect(Self.isAccepted(Self.token(header: #"{"alg":"EdDSA","kid":"\#(kid)"}"#, sign: ed), verifier))
    #expect(Self.isAccepted(Self.token(header: #"{"alg":"RS256","kid":"\#(rsaKid)"}"#, sign: rs), verifier))
    let forged: [(header: String, sign: Signer)] = [
      (#"{"alg":"none"}"#, nothing), (#"{"alg":"none","kid":"KID"}"#, ed), (#"{"alg":"NONE"}"#, nothing),
      (#"{"alg":"HS256"}"#, edText), (#"{"alg":"HS256","kid":"KID"}"#, edText), (#"{"alg":"HS256","kid":"RSA"}"#, rsText),
      (#"{"alg":"HS256"}"#, emptySecret), (#"{"alg":"EdDSA"}"#, edText), (#"{"alg":"RS256"}"#, rsText),
      (#"{"alg":"RS256","kid":"KID"}"#, ed), (#"{"alg":"RS256"}"#, ed), (#"{"alg":"EdDSA","kid":"RSA"}"#, ed),
      (#"{"alg":"EdDSA","kid":"RSA"}"#, rs), (#"{"alg":"EdDSA"}"#, rs), (#"{"alg":"RS256","kid":"KID"}"#, rs),
      (#"{"alg":"EdDSA","kid":"another"}"#, ed), (#"{"alg":"EdDSA","kid":""}"#, ed), (#"{"alg":"EdDSA","kid":7}"#, ed),
      (#"{"alg":"EdDSA","kid":null}"#, ed), (#"{"alg":"EdDSA","kid":["KID"]}"#, ed), (#"{"alg":"ES256","kid":"KID"}"#, ed),
      (#"{"alg":"EdDSA","kid":"KID"}"#, stranger), (#"{"alg":"EdDSA"}"#, stranger), (#"{"alg":["EdDSA"]}"#, ed),
      (#"{"kid":"KID"}"#, ed), (#"{"alg":"EdDSA","kid":"KID","crit":["kid"]}"#, ed),
    ]
    for (header, sign) in forged {
      let header = header.replacing("KID", with: kid).replacing("RSA", with: rsaKid)
      #expect(!Self.isAccepted(Self.token(header: header, sign: sign), verifier), "\(header)")
    }
  }

  @Test(arguments: [(TestKeys.ed25519, TestKeys.ed25519Public), (TestKeys.rsa, TestKeys.rsaPublic)])
  func aTokenWithOneOtherBitIsRefused(_ privateKey: [UInt8], _ publicKey: [UInt8]) throws {
    let verifier = try Self.verifier(publicKey)
    let parts = try Self.token(privateKey).split(separator: ".").map(String.init)
    for (index, part) in parts.enumerated() {
      let bytes = try #require(Base64URL.decode(part))
      for bit in 0..<bytes.count * 8 {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        var forged = parts
        forged[index] = Base64URL.encode(changed)
        #expect(!Self.isAccepted(forged.joined(separator: "."), verifier), "part \(index), bit \(bit)")
      }
      for changed in [Array(bytes.dropLast()), bytes + [0], [0] + bytes, []] where index == 2 {
        #expect(!Self.isAccepted("\(parts[0]).\(parts[1]).\(Base64URL.encode(changed))", verifier))
      }
    }
  }

  @Test func anOldKeyVerifiesUntilItIsRemoved() throws {
    let (old, new) = (try Self.token(TestKeys.otherEd25519), try Self.token(TestKeys.ed25519))
    let both = try Self.verifier(TestKeys.ed25519Public + TestKeys.otherEd25519Public)
    #expect(Self.isAccepted(old, both) && Self.isAccepted(new, both))
    let after = try Self.verifier(TestKeys.ed25519Public)
    #expect(!Self.isAccepted(old, after) && Self.isAccepted(new, after))
  }

  @Test(arguments: TestKeys.unusable.keys.sorted()) func otherTextsAreNoPrivateKey(_ kind: String) throws {
    #expect(JWTKey.privateKey(pem: try #require(TestKeys.unusable[kind])) == nil)
  }

  @Test(arguments: TestKeys.unusablePublic.keys.sorted()) func otherTextsAreNoPublicKeys(_ kind: String) throws {
    #expect(JWTKey.publicKeys(pem: try #require(TestKeys.unusablePublic[kind])) == nil)
  }
}
