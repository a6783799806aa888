#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Random words for identifiers. Each thread fetches them from the system many at a time: a request needs several, and one system call for
/// each would cost more than the rest of making the identifier.
public enum RandomBits {
  /// A thread's words that have not been used.
  private struct Pool {
    /// getentropy returns at most 256 bytes per call.
    static var capacity: Int { 32 }

    var left = 0
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)

    mutating func next() -> UInt64 {
      if left == 0 {
        guard getentropy(words, Self.capacity * MemoryLayout<UInt64>.size) == 0 else { return .random(in: .min ... .max) }
        left = Self.capacity
      }
      left -= 1
      return words[left]
    }
  }

  /// Where a thread keeps its pool, which is freed when the thread ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { raw in
      #if canImport(Darwin)
      let pool = raw.assumingMemoryBound(to: Pool.self)
      #else
      guard let pool = raw?.assumingMemoryBound(to: Pool.self) else { return }
      #endif
      pool.pointee.words.deallocate()
      pool.deallocate()
    }
    return key
  }()

  /// 64 random bits.
  public static func next() -> UInt64 {
    if let kept = pthread_getspecific(key) { return kept.assumingMemoryBound(to: Pool.self).pointee.next() }
    let pool = UnsafeMutablePointer<Pool>.allocate(capacity: 1)
    pool.initialize(to: Pool())
    pthread_setspecific(key, pool)
    return pool.pointee.next()
  }
}
