import Testing

@testable import Crypto

@Suite struct AuthenticatedCipherTests {
  private let cipher = AuthenticatedCipher(key: Array("a key".utf8))

  @Test(arguments: [0, 1, 15, 16, 17, 4000]) func opensSealedMessages(_ count: Int) throws {
    let message = [UInt8](repeating: 7, count: count)
    let sealed = try cipher.seal(message)
    #expect(cipher.open(sealed) == message)
    #expect(try cipher.seal(message) != sealed)
    #expect(AuthenticatedCipher(key: Array("another".utf8)).open(sealed) == nil)
  }

  @Test func refusesChangedBytes() throws {
    let sealed = try cipher.seal(Array("secret".utf8))
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(cipher.open(changed) == nil)
    }
    #expect(cipher.open([]) == nil)
    #expect(cipher.open(Array(sealed.dropLast())) == nil)
  }
}
