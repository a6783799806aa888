import Testing

@testable import Concurrency

@Suite struct LRUCacheTests {
  @Test func evictsTheLeastRecentlyUsedValue() {
    var cache = LRUCache<Int, String>(capacity: 3)
    for key in 1...3 { cache.insert("v\(key)", for: key) }
    #expect(cache.value(for: 1) == "v1")
    cache.insert("v4", for: 4)
    #expect(cache.value(for: 2) == nil)
    #expect(cache.value(for: 1) == "v1" && cache.value(for: 3) == "v3" && cache.value(for: 4) == "v4")
    cache.insert("w1", for: 1)
    cache.insert("v5", for: 5)
    #expect(cache.value(for: 1) == "w1" && cache.value(for: 3) == nil && cache.count == 3)
  }

  @Test func evictsAtTheMaximumCost() {
    var cache = LRUCache<Int, String>(capacity: 100, maximumCost: 10)
    for key in 1...3 { cache.insert("v\(key)", for: key, cost: 3) }
    #expect(cache.value(for: 1) == "v1")
    // Its new cost evicts the two older values.
    cache.insert("w1", for: 1, cost: 9)
    #expect(cache.value(for: 1) == "w1" && cache.value(for: 2) == nil && cache.value(for: 3) == nil && cache.cost == 9)
    cache.insert("v4", for: 4, cost: 11)
    #expect(cache.value(for: 4) == nil && cache.value(for: 1) == "w1")
    cache.insert("x1", for: 1, cost: 11)
    #expect(cache.value(for: 1) == nil && cache.cost == 0)
    for key in 1...20 { cache.insert("y\(key)", for: key, cost: 1) }
    #expect(cache.count == 10 && cache.cost == 10 && cache.value(for: 10) == nil && cache.value(for: 11) == "y11")
  }

  @Test func updatesAValueInItsPlace() {
    var cache = LRUCache<Int, Int>(capacity: 2)
    for _ in 0..<3 { cache.update(1, default: 10) { $0 += 1 } }
    #expect(cache.value(for: 1) == 13 && cache.count == 1)
    #expect(cache.update(2, default: 0) { $0 == 0 })
    // An update is a use.
    cache.update(1, default: 0) { $0 += 1 }
    cache.update(3, default: 0) { $0 += 1 }
    #expect(cache.value(for: 2) == nil && cache.value(for: 1) == 14 && cache.value(for: 3) == 1 && cache.evictions == 1)
  }

  @Test func agreesWithASimpleModel() {
    var cache = LRUCache<Int, Int>(capacity: 4)
    var model: [(Int, Int)] = []
    for step in 0..<5_000 {
      let key = (step * 7919 + step / 3) % 9
      if step % 3 == 0 {
        cache.insert(step, for: key)
        model.removeAll { $0.0 == key }
        model.append((key, step))
        if model.count > 4 { model.removeFirst() }
      } else {
        let found = model.first { $0.0 == key }
        #expect(cache.value(for: key) == found?.1)
        if let found {
          model.removeAll { $0.0 == key }
          model.append(found)
        }
      }
    }
  }
}
