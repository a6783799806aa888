import DataLoading
import Testing

@Suite struct KeyTableTests {
  @Test func numbersKeysInTheOrderOfFirstUse() {
    var table = KeyTable<String, Int>()
    #expect(["b", "a", "b", "c"].map { table.index(of: $0, hash: $0.hashValue) } == [0, 1, 0, 2])
    #expect(table.keys == ["b", "a", "c"])
  }

  @Test func claimsEachKeyOnce() {
    var table = KeyTable<String, Int>()
    _ = table.index(of: "a", hash: "a".hashValue)
    #expect(table.claimNewKeys() == 0..<1)
    #expect(table.claimNewKeys().isEmpty)
    for key in ["a", "b", "c"] { _ = table.index(of: key, hash: key.hashValue) }
    #expect(table.claimNewKeys() == 1..<3)
  }

  @Test func storesBatchesThatEndInAnyOrder() {
    var table = KeyTable<String, Int>()
    _ = table.index(of: "a", hash: "a".hashValue)
    let first = table.claimNewKeys()
    for key in ["b", "c"] { _ = table.index(of: key, hash: key.hashValue) }
    let second = table.claimNewKeys()
    table.store([2, 3], for: second)
    #expect(table.values == [nil, 2, 3])
    #expect(table.value(of: "a", hash: "a".hashValue) == nil && table.value(of: "c", hash: "c".hashValue) == 3)
    table.store([1], for: first)
    #expect(table.values == [1, 2, 3])
  }

  @Test func aKeyWithoutAValueRemainsNil() {
    var table = KeyTable<String, Int>()
    for key in ["a", "b"] { _ = table.index(of: key, hash: key.hashValue) }
    table.store([1], for: table.claimNewKeys())
    #expect(table.values == [1, nil])
    #expect(table.value(of: "b", hash: "b".hashValue) == nil && table.value(of: "unknown", hash: "unknown".hashValue) == nil)
  }

  @Test(arguments: [0, 1, 7, -1, Int.min]) func distinguishesKeysWithEqualHashes(hash: Int) {
    var table = KeyTable<Int, Int>()
    for key in 0..<100 { #expect(table.index(of: key, hash: hash &+ key % 3) == key) }
    for key in 0..<100 { #expect(table.index(of: key, hash: hash &+ key % 3) == key) }
    table.store(Array(0..<100), for: table.claimNewKeys())
    for key in 0..<100 { #expect(table.value(of: key, hash: hash &+ key % 3) == key) }
    #expect(table.value(of: 100, hash: hash &+ 1) == nil)
  }
}
