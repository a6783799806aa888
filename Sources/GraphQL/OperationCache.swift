import Concurrency

/// Records what the cache of prepared operations does, for metrics. It is called for each request, so its methods must be fast.
public protocol OperationCacheObserver: Sendable {
  /// An operation, or its refusal, was in the cache.
  func hit()
  /// An operation was not in the cache.
  func miss()
  /// The cache has changed.
  ///
  /// - Parameters:
  ///   - bytes: an estimate of the memory of all entries.
  ///   - evictions: the entries that were removed for a new one.
  func changed(entries: Int, bytes: Int, evictions: Int)
}

/// The operations that were prepared last, and the refusals of those that cannot be prepared.
///
/// Refusals have a share of their own, so that documents without use do not evict operations.
struct OperationCache: Sendable {
  private var operations: LRUCache<OperationKey, PreparedOperation>
  private var refusals: LRUCache<OperationKey, RequestFailure>

  init(capacity: Int, bytes: Int) {
    operations = LRUCache(capacity: capacity, maximumCost: bytes - bytes / 8)
    refusals = LRUCache(capacity: max(capacity / 4, 1), maximumCost: bytes / 8)
  }

  var entries: Int { operations.count + refusals.count }
  var bytes: Int { operations.cost + refusals.cost }
  var evictions: Int { operations.evictions + refusals.evictions }

  mutating func value(for key: OperationKey) -> Result<PreparedOperation, RequestFailure>? {
    if let known = operations.value(for: key) { return .success(known) }
    // Most caches have no refusals, and then this costs nothing.
    guard refusals.count > 0 else { return nil }
    return refusals.value(for: key).map { .failure($0) }
  }

  /// Keeps an operation, and returns the one that is kept: another task may have prepared the same one meanwhile, and all requests then share
  /// one plan.
  ///
  /// - Parameter documentBytes: the UTF-8 bytes of the document.
  mutating func insert(_ operation: PreparedOperation, for key: OperationKey, documentBytes: Int) -> PreparedOperation {
    if let known = operations.value(for: key) { return known }
    // Measured: up to 10 bytes of memory for each byte of the document, and 1,000 to 2,000 for each selection of the plan,
    // of which 6 kB of source can make 6,000.
    operations.insert(operation, for: key, cost: documentBytes * 10 + operation.plan.selectionCount * 2000)
    return operation
  }

  mutating func insert(_ refusal: RequestFailure, for key: OperationKey) {
    refusals.insert(refusal, for: key, cost: refusal.errors.reduce(key.query.utf8.count + 500) { $0 + $1.message.utf8.count + 300 })
  }
}
