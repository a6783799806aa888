/// Runs one task for each element, so many at once and no more.
enum ConcurrentWindow {
  /// As wide as one field's calls may be spread, however many its keys are.
  static let width = 64

  /// The results, in the order of the elements.
  static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element], width: Int = width, _ body: @escaping @Sendable (Element) async -> Value
  ) async -> [Value] {
    if elements.count == 1 { return [await body(elements[0])] }
    return await withTaskGroup(of: (Int, Value).self) { group in
      var values: [Value?] = Array(repeating: nil, count: elements.count)
      for (index, element) in elements.enumerated() {
        if index >= max(1, width), let (done, value) = await group.next() { values[done] = value }
        group.addTask { (index, await body(element)) }
      }
      for await (done, value) in group { values[done] = value }
      return values.compactMap { $0 }
    }
  }
}
