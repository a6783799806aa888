import DataLoading
import Testing

@Suite struct KeyTableTests {
  @Test func numbersKeysInTheOrderOfFirstUse() {
    var table = KeyTable<String, Int>()
    #expect(["b", "a", "b", "c"].map { table.index(of: $0) } == [0, 1, 0, 2])
    #expect(table.keys == ["b", "a", "c"])
  }

  @Test func claimsEachKeyOnce() {
    var table = KeyTable<String, Int>()
    _ = table.index(of: "a")
    #expect(table.claimNewKeys() == 0..<1)
    #expect(table.claimNewKeys().isEmpty)
    for key in ["a", "b", "c"] { _ = table.index(of: key) }
    #expect(table.claimNewKeys() == 1..<3)
  }

  @Test func storesBatchesThatEndInAnyOrder() {
    var table = KeyTable<String, Int>()
    _ = table.index(of: "a")
    let first = table.claimNewKeys()
    for key in ["b", "c"] { _ = table.index(of: key) }
    let second = table.claimNewKeys()
    table.store([2, 3], for: second)
    #expect(table.values == [nil, 2, 3])
    #expect(table.value(of: "a") == nil && table.value(of: "c") == 3)
    table.store([1], for: first)
    #expect(table.values == [1, 2, 3])
  }

  @Test func aKeyWithoutAValueRemainsNil() {
    var table = KeyTable<String, Int>()
    for key in ["a", "b"] { _ = table.index(of: key) }
    table.store([1], for: table.claimNewKeys())
    #expect(table.values == [1, nil])
    #expect(table.value(of: "b") == nil && table.value(of: "unknown") == nil)
  }
}
