import CArgon2

/// The blocking calls of libargon2. Only the threads of `PasswordHasher` call them.
enum Argon2 {
  static let saltLength = 16
  static let hashLength = 32

  /// A PHC string with a new salt.
  static func hash(_ password: [UInt8], parameters: Argon2Parameters) throws(CryptoError) -> String {
    let salt = try SecureRandom.bytes(saltLength)
    let length = argon2_encodedlen(
      parameters.passes, parameters.memoryKiB, parameters.lanes, UInt32(saltLength), UInt32(hashLength), Argon2_id)
    var encoded = [CChar](repeating: 0, count: length)
    let result = argon2id_hash_encoded(
      parameters.passes, parameters.memoryKiB, parameters.lanes, password, password.count, salt, salt.count, hashLength, &encoded, length)
    guard result == ARGON2_OK.rawValue else { throw CryptoError(.operationFailed) }
    return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether the PHC string is the hash of the password.
  static func verify(_ password: [UInt8], against phc: String) throws(CryptoError) -> Bool {
    guard Argon2Parameters(phc: phc) != nil else { throw CryptoError(.malformedHash) }
    switch argon2id_verify(phc, password, password.count) {
    case ARGON2_OK.rawValue: return true
    case ARGON2_VERIFY_MISMATCH.rawValue: return false
    case ARGON2_MEMORY_ALLOCATION_ERROR.rawValue, ARGON2_THREAD_FAIL.rawValue: throw CryptoError(.operationFailed)
    default: throw CryptoError(.malformedHash)
    }
  }
}
