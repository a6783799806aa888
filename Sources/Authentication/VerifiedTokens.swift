import Concurrency
import Crypto
import SharedKernel
import Synchronization

/// A cache of verified tokens, so that each signature is checked once and not for every request.
///
/// A token is found by the SHA-256 of all of its bytes, and only until it expires. Revocation is not cached. The tokens that were not used for the longest
/// time are dropped first.
public final class VerifiedTokens<Caller: Sendable>: Sendable {
  private struct Entry: Sendable {
    let caller: Caller
    let end: Timestamp
  }

  private let cache: Mutex<LRUCache<[UInt8], Entry>>

  /// - Parameter capacity: the maximum number of tokens.
  public init(capacity: Int = 4096) { cache = Mutex(LRUCache(capacity: capacity)) }

  /// The caller of a cached token that has not expired at `now`.
  public func caller(of token: String, now: Timestamp) -> Caller? {
    let digest = SHA256.digest(token)
    guard let entry = cache.withLock({ $0.value(for: digest) }), now < entry.end else { return nil }
    return entry.caller
  }

  /// Caches the caller of a token until it expires.
  public func keep(_ caller: Caller, of token: String, until end: Timestamp) {
    let digest = SHA256.digest(token)
    cache.withLock { $0.insert(Entry(caller: caller, end: end), for: digest) }
  }

  /// The number of tokens.
  public var count: Int { cache.withLock { $0.count } }
}
