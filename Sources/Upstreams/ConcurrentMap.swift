extension Array where Element: Sendable {
  /// Maps the elements in concurrent child tasks, at most `limit` at the same time. The results are in the order of the elements.
  public func concurrentMap<Value: Sendable>(limit: Int, _ body: @escaping @Sendable (Element) async -> Value) async -> [Value] {
    if count == 1 { return [await body(self[0])] }
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
