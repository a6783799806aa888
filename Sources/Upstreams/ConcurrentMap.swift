import Synchronization

extension Array where Element: Sendable {
  /// Maps the elements in concurrent child tasks, at most `limit` at the same time. The results are in the order of the elements.
  ///
  /// Inlinable, so that the callers' modules specialise it: otherwise each task looks up the metadata of its result's types.
  @inlinable
  public func concurrentMap<Value: Sendable>(limit: Int, _ body: @escaping @Sendable (Element) async -> Value) async -> [Value] {
    if count == 1 { return [await body(self[0])] }
    if count <= limit {
      // The group keeps no results, so nothing resumes this task before the last one ends.
      let results = ConcurrentResults<Value>(count: count)
      await withDiscardingTaskGroup { group in
        for (index, element) in enumerated() {
          group.addTask { results.set(await body(element), at: index) }
        }
      }
      return results.values
    }
    return await withTaskGroup(of: (Int, Value).self) { group in
      var values: [Value?] = Array<Value?>(repeating: nil, count: count)
      for (index, element) in enumerated() {
        if index >= Swift.max(1, limit), let (done, value) = await group.next() { values[done] = value }
        group.addTask { (index, await body(element)) }
      }
      for await (done, value) in group { values[done] = value }
      return values.compactMap { $0 }
    }
  }
}

/// The results of concurrent tasks, by the index of the task.
@usableFromInline
final class ConcurrentResults<Value: Sendable>: Sendable {
  @usableFromInline let slots: Mutex<[Value?]>

  @inlinable
  init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

  @inlinable
  func set(_ value: Value, at index: Int) { slots.withLock { $0[index] = value } }

  @inlinable
  var values: [Value] { slots.withLock { $0.compactMap { $0 } } }
}
