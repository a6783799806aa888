import Crypto

/// The `Idempotency-Key` of one root field of a mutation.
///
/// A client sends one key for an operation, and an operation can have several root fields. With the same key for all of them, a service
/// would take the second call for a repetition of the first. So each root field gets a key of its own, derived from the client's key and
/// the field's response key: another field gets another key, and the same operation sent again gets the same keys.
enum IdempotencyKey {
  /// A UUID of version 8 (RFC 9562 §5.8) from the SHA-256 of both keys. Every service that accepts keys accepts this form.
  static func derived(from clientKey: String, responseKey: String) -> String {
    // A response key has no colon, so other keys have another text.
    var bytes = Array(SHA256.digest("\(clientKey):\(responseKey)").prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
    }
    return text
  }
}
