import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Random words for identifiers. They are fetched from the system many at a time: a request needs several, and one system call for each
/// would cost more than the rest of making the identifier.
public enum RandomBits {
  private struct Pool {
    /// getentropy returns at most 256 bytes per call.
    var words = [UInt64](repeating: 0, count: 32)
    var left = 0

    mutating func next() -> UInt64 {
      if left == 0 {
        guard words.withUnsafeMutableBytes({ getentropy($0.baseAddress, $0.count) }) == 0 else { return .random(in: .min ... .max) }
        left = words.count
      }
      left -= 1
      return words[left]
    }
  }

  private static let pool = Mutex(Pool())

  /// 64 random bits.
  public static func next() -> UInt64 { pool.withLock { $0.next() } }
}
