/// What a `DataLoader` knows: pure, so that the lock around it is held for moments only.
@usableFromInline
struct DataLoaderState<Key: Hashable & Sendable, Value: Sendable> {
  @usableFromInline enum Entry: Sendable {
    case loading
    case settled(Value?)
  }

  @usableFromInline var entries: [Key: Entry] = [:]
  /// Tasks that wait for a key of another task; all are woken by every batch that arrives.
  @usableFromInline var waiters: [CheckedContinuation<Void, Never>] = []

  @inlinable init() {}

  /// The keys that nobody has asked for yet, each once, in their order. They count as loading from now on.
  @inlinable
  mutating func claim(_ keys: [Key]) -> [Key] {
    var missing: [Key] = []
    for key in keys where entries[key] == nil {
      entries[key] = .loading
      missing.append(key)
    }
    return missing
  }

  /// Remembers a batch; returns who is to be woken.
  @inlinable
  mutating func settle(_ keys: [Key], with values: [Value]) -> [CheckedContinuation<Void, Never>] {
    for (index, key) in keys.enumerated() {
      entries[key] = .settled(index < values.count ? values[index] : nil)
    }
    defer { waiters.removeAll() }
    return waiters
  }

  /// The values in the order of the keys; nil while one of them is loading.
  @inlinable
  func answers(for keys: [Key]) -> [Value?]? {
    var values: [Value?] = []
    values.reserveCapacity(keys.count)
    for key in keys {
      switch entries[key] {
      case .settled(let value): values.append(value)
      case .loading: return nil
      case nil: values.append(nil)
      }
    }
    return values
  }

  @inlinable
  var count: Int { entries.count }
}
