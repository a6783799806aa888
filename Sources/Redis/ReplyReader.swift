import CHiredis

/// Owns one `redisReader`, which parses replies.
final class ReplyReader {
  private let reader: UnsafeMutablePointer<redisReader>

  /// Nil when memory is exhausted.
  init?() {
    guard let reader = redisReaderCreate() else { return nil }
    self.reader = reader
  }

  deinit { redisReaderFree(reader) }

  /// Adds bytes that have arrived. False when they are not RESP.
  func feed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withMemoryRebound(to: CChar.self) { redisReaderFeed(reader, $0.baseAddress, $0.count) == REDIS_OK }
  }

  /// The next complete reply; nil when there is none yet; `.failure` when the bytes are not RESP.
  func nextReply() -> Result<RedisValue, RedisError>? {
    var reply: UnsafeMutableRawPointer?
    guard redisReaderGetReply(reader, &reply) == REDIS_OK else { return .failure(.unavailable) }
    guard let reply else { return nil }
    defer { freeReplyObject(reply) }
    return .success(Self.value(reply.assumingMemoryBound(to: redisReply.self).pointee))
  }

  /// hiredis rejects nesting deeper than 7, so the recursion is bounded.
  private static func value(_ reply: redisReply) -> RedisValue {
    switch reply.type {
    case REDIS_REPLY_INTEGER: return .integer(reply.integer)
    case REDIS_REPLY_STATUS: return .status(String(decoding: text(reply), as: UTF8.self))
    case REDIS_REPLY_STRING: return .bytes(text(reply))
    case REDIS_REPLY_ERROR:
      let word = text(reply).prefix { $0 != UInt8(ascii: " ") }
      return .error(prefix: String(decoding: word, as: UTF8.self))
    case REDIS_REPLY_ARRAY:
      return .array((0..<reply.elements).map { index in reply.element[index].map { value($0.pointee) } ?? .null })
    default: return .null
    }
  }

  private static func text(_ reply: redisReply) -> [UInt8] {
    guard let start = reply.str else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: reply.len))
  }
}
