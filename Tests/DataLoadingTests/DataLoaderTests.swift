import DataLoading
import Synchronization
import Testing

@Suite struct DataLoaderTests {
  private struct Failure: Error {}

  /// A batch function that records its batches, and fails for negative keys.
  private final class Recorder: Sendable {
    private let recorded = Mutex<[[Int]]>([])

    var batches: [[Int]] { recorded.withLock { $0 } }

    var function: BatchFunction<Int, String> {
      BatchFunction { keys in
        self.recorded.withLock { $0.append(keys) }
        await Task.yield()
        if keys.contains(where: { $0 < 0 }) { throw Failure() }
        return keys.map { $0 == 0 ? nil : "v\($0)" }
      }
    }
  }

  @Test func loadsEachKeyOnceInOneBatch() async throws {
    let recorder = Recorder()
    #expect(try await DataLoader(recorder.function).load([3, 1, 3, 2, 1]) == ["v3", "v1", "v3", "v2", "v1"])
    #expect(recorder.batches == [[3, 1, 2]])
  }

  @Test func keepsValues() async throws {
    let recorder = Recorder()
    let loader = DataLoader(recorder.function)
    _ = try await loader.load([1, 0])
    #expect(try await loader.load([0, 3, 1]) == [nil, "v3", "v1"])
    #expect(try await loader.load(0) == nil)
    #expect(try await loader.load(3) == "v3")
    #expect(recorder.batches == [[1, 0], [3]])
  }

  @Test func makesNoCallWithoutKeys() async throws {
    let recorder = Recorder()
    #expect(try await DataLoader(recorder.function).load([]) == [])
    #expect(recorder.batches == [])
  }

  @Test func returnsNilWhereTheBatchIsShort() async throws {
    let loader = DataLoader(BatchFunction<Int, String> { _ in ["a"] })
    #expect(try await loader.load([1, 2]) == ["a", nil])
  }

  @Test func keepsTheErrorOfABatchForItsKeysOnly() async throws {
    let recorder = Recorder()
    let loader = DataLoader(recorder.function)
    await #expect(throws: Failure.self) { try await loader.load([1, -1]) }
    await #expect(throws: Failure.self) { try await loader.load([1, 2]) }
    #expect(try await loader.load([2]) == ["v2"])
    #expect(recorder.batches == [[1, -1], [2]])
  }

  @Test func loadsNoKeyTwiceForConcurrentTasks() async throws {
    let recorder = Recorder()
    let loader = DataLoader(recorder.function)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for start in 1...50 {
        group.addTask {
          let keys = Array(start..<start + 20)
          return try await loader.load(keys) == keys.map { "v\($0)" }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    let keys = recorder.batches.flatMap(\.self)
    #expect(keys.count == Set(keys).count && keys.count == 69)
  }

  @Test func eachRequestHasItsOwnLoaderForAFunction() async throws {
    let recorder = Recorder()
    let function = recorder.function, other = recorder.function
    let request = DataLoaders()
    #expect(request.loader(for: function) === request.loader(for: function))
    #expect(request.loader(for: function) !== request.loader(for: other))
    #expect(request.loader(for: function) !== DataLoaders().loader(for: function))
  }
}
