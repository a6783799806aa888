import CHiredis

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Owns one non-blocking `redisContext`.
final class RedisContextOwner {
  private var context: UnsafeMutablePointer<redisContext>?

  /// Begins to connect. Nil when that fails immediately.
  init?(host: String, port: Int) {
    guard let context = redisConnectNonBlock(host, Int32(truncatingIfNeeded: port)) else { return nil }
    self.context = context
    if context.pointee.err != 0 { return nil }
  }

  deinit { free() }

  /// Closes the connection. Any number of times.
  func free() {
    if let context { redisFree(context) }
    context = nil
  }

  var descriptor: Int32 { context?.pointee.fd ?? -1 }

  /// Whether the connection attempt has succeeded, once the socket is writable.
  var isConnected: Bool {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0
  }

  func append(_ command: [UInt8]) -> Bool {
    guard let context else { return false }
    return command.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { redisAppendFormattedCommand(context, $0.baseAddress, $0.count) == REDIS_OK }
    }
  }

  enum Progress {
    case done
    case blocked
    case failed
  }

  /// Writes as much as the socket accepts.
  func write() -> Progress {
    guard let context else { return .failed }
    var done: Int32 = 0
    guard redisBufferWrite(context, &done) == REDIS_OK else { return .failed }
    return done == 1 ? .done : .blocked
  }

  /// Reads the bytes that have arrived. False when the connection is closed.
  func read() -> Bool {
    guard let context else { return false }
    return redisBufferRead(context) == REDIS_OK
  }

  /// The next complete reply; nil when there is none yet; `.failure` when the bytes are not RESP.
  func nextReply() -> Result<RedisValue, RedisError>? {
    guard let context else { return nil }
    var reply: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { return .failure(.unavailable) }
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
