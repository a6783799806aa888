import Crypto
import Testing

@Suite struct PrimitiveTests {
  private func hex(_ bytes: [UInt8]) -> String { bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func digestsAsFIPS180(_ text: String, _ digest: String) {
    #expect(hex(SHA256.digest(text)) == digest)
  }

  @Test func authenticatesAsRFC4231Case2() {
    let code = HMACSHA256.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(hex(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(HMACSHA256.isValid(code, for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
    #expect(!HMACSHA256.isValid(code, for: Array("something else".utf8), key: Array("Jefe".utf8)))
    #expect(!HMACSHA256.isValid([], for: [], key: []))
    #expect(HMACSHA256.authenticate([], key: []).count == 32)
  }

  @Test func comparesSecrets() {
    #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    #expect(constantTimeEquals([], []))
  }

  @Test func randomBytesDiffer() throws {
    #expect(try SecureRandom.bytes(32) != SecureRandom.bytes(32))
    #expect(try SecureRandom.bytes(0).isEmpty)
  }

  @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func encodesBase64URL(_ text: String, _ encoded: String) {
    #expect(Base64URL.encode(Array(text.utf8)) == encoded)
    #expect(Base64URL.decode(encoded) == Array(text.utf8))
  }

  @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm 9", "Zm9v\n"])
  func refusesOtherBase64(_ text: String) {
    #expect(Base64URL.decode(text) == nil)
  }

  @Test(arguments: [nil, "", "change-me", "short", "change-me-change-me-change-me-change-me-change-me"])
  func refusesSampleSecretsOutsideDevelopment(_ secret: String?) {
    #expect(SigningSecret.accepted(secret, isDevelopment: false) == nil)
    #expect(SigningSecret.accepted(secret, isDevelopment: true) != nil)
  }
}
