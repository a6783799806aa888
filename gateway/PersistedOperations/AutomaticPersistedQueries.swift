import Concurrency
import Logging
import Redis
import Synchronization

/// The documents that clients have registered by their hash: automatic persisted queries (APQ).
///
/// The documents that were used last are in memory. With Redis, all replicas share what their clients register. A document of Redis is used
/// only if its hash is right, since others can write to Redis.
final class AutomaticPersistedQueries: Sendable {
  /// How long Redis keeps a document after its registration.
  static let redisExpiry = Duration.seconds(24 * 60 * 60)
  /// Documents in memory, at most.
  static let capacity = 10_000

  private let documents: Mutex<LRUCache<String, String>>
  private let maximumBytes: Int
  private let redis: RedisClient?

  /// - Parameter bytes: the bytes of the documents in memory.
  init(bytes: Int, redis: RedisClient? = nil) {
    documents = Mutex(LRUCache(capacity: Self.capacity, maximumCost: bytes))
    maximumBytes = bytes
    self.redis = redis
  }

  /// The document with a hash. Nil if it is not registered.
  func document(hash: String) async -> PersistedDocument? {
    if let text = known(hash) { return PersistedDocument(text: text, hash: hash) }
    // A hash is 64 hexadecimal digits. What is not one is not asked for.
    guard let redis, hash.utf8.count == 64, hash.utf8.allSatisfy({ isLowerCaseHexadecimal($0) }) else { return nil }
    // Without Redis the client registers the document again, here.
    guard let text = try? await redis.get(Self.key(hash)) else { return nil }
    let document = PersistedDocument(text)
    guard document.hash == hash else { return nil }
    keep(document)
    return document
  }

  /// The text that is registered in memory under a hash.
  func known(_ hash: String) -> String? { documents.withLock { $0.value(for: hash) } }

  /// Registers a document. Its hash must be right.
  func register(_ document: PersistedDocument) async {
    keep(document)
    _ = try? await redis?.set(Self.key(document.hash), document.text, expiry: Self.redisExpiry)
  }

  private func keep(_ document: PersistedDocument) {
    documents.withLock { $0.insert(document.text, for: document.hash, cost: document.text.utf8.count + 64) }
  }

  private static func key(_ hash: String) -> String { "apq:\(hash)" }
}

private func isLowerCaseHexadecimal(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
