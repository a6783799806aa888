import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A value of which each of a few stripes has its own, so that threads that change it do not wait for each other: counters, caches, pools.
///
/// A thread uses one stripe. Threads that start one after the other, as event loops do, use different ones. What belongs together over all
/// stripes is put together by the reader.
public final class Striped<Value: Sendable>: Sendable {
  @usableFromInline final class Stripe: Sendable {
    @usableFromInline let value: Mutex<Value>
    // Keeps two stripes out of one cache line, and out of the pair of lines that processors load together.
    private let padding: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0)
    private let morePadding: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0)

    init(_ value: Value) { self.value = Mutex(value) }
  }

  @usableFromInline let stripes: [Stripe]

  /// - Parameter value: the value that each stripe begins with.
  public init(_ value: Value, stripes count: Int = 8) {
    stripes = (0..<max(count, 1)).map { _ in Stripe(value) }
  }

  /// Reads or changes the value of the calling thread's stripe.
  @inlinable public func withLock<Result>(_ body: (inout sending Value) -> sending Result) -> sending Result {
    stripes[ThreadNumber.current % stripes.count].value.withLock(body)
  }

  /// Reads or changes the value of each stripe, one after the other.
  @inlinable public func forEach(_ body: (inout sending Value) -> Void) {
    for stripe in stripes { stripe.value.withLock { body(&$0) } }
  }
}

/// Small numbers for threads, in the order in which they ask.
@usableFromInline enum ThreadNumber {
  private static let count = Atomic<Int>(0)

  /// Where a thread keeps its number and 1.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// The calling thread's number, from 0.
  @usableFromInline static var current: Int {
    if let kept = pthread_getspecific(key) { return Int(bitPattern: kept) - 1 }
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: number))
    return number - 1
  }
}
