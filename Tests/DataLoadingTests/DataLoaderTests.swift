import DataLoading
import Synchronization
import Testing

@Suite struct DataLoaderTests {
  private final class Calls: Sendable {
    let batches = Mutex<[[Int]]>([])
    func loader() -> DataLoader<Int, String> {
      DataLoader { keys in
        self.batches.withLock { $0.append(keys) }
        await Task.yield()
        return keys.map { "v\($0)" }
      }
    }
    var all: [[Int]] { batches.withLock { $0 } }
  }

  @Test func asksForEachKeyOnceInOneBatch() async {
    let calls = Calls()
    #expect(await calls.loader().load([3, 1, 3, 2, 1]) == ["v3", "v1", "v3", "v2", "v1"])
    #expect(calls.all == [[3, 1, 2]])
  }

  @Test func remembersAnswers() async {
    let calls = Calls()
    let loader = calls.loader()
    _ = await loader.load([1, 2])
    #expect(await loader.load([2, 3, 1]) == ["v2", "v3", "v1"])
    #expect(await loader.load([2]) == ["v2"])
    #expect(calls.all == [[1, 2], [3]])
    #expect(loader.count == 3)
  }

  @Test func makesNoCallWithoutKeys() async {
    let calls = Calls()
    #expect(await calls.loader().load([]) == [])
    #expect(calls.all == [])
  }

  @Test func answersNilWhereTheBatchIsShort() async {
    let loader = DataLoader<Int, String> { _ in ["a"] }
    #expect(await loader.load([1, 2]) == ["a", nil])
  }

  @Test func neverLoadsAKeyTwiceFromConcurrentTasks() async {
    let calls = Calls()
    let loader = calls.loader()
    await withTaskGroup(of: Bool.self) { group in
      for start in 0..<50 {
        group.addTask {
          let keys = Array(start..<start + 20)
          return await loader.load(keys) == keys.map { "v\($0)" }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
    let asked = calls.all.flatMap(\.self)
    #expect(asked.count == Set(asked).count && asked.count == 69)
  }
}
