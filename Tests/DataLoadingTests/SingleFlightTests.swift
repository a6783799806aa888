import DataLoading
import Synchronization
import TestSupport
import Testing

@Suite struct SingleFlightTests {
  /// Work that ends when the test calls `finish`, or with 0 when its task is cancelled.
  private final class Work: Sendable {
    private let state = Mutex<(begun: Int, open: [Int: CheckedContinuation<Int, Never>])>((0, [:]))

    var begun: Int { state.withLock { $0.begun } }

    func run() async -> Int {
      let id = state.withLock { state in
        state.begun += 1
        return state.begun
      }
      return await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isCancelled = state.withLock { state in
            if Task.isCancelled { return true }
            state.open[id] = continuation
            return false
          }
          if isCancelled { continuation.resume(returning: 0) }
        }
      } onCancel: {
        state.withLock { $0.open.removeValue(forKey: id) }?.resume(returning: 0)
      }
    }

    func finish(_ value: Int) {
      let open = state.withLock { state in
        defer { state.open = [:] }
        return state.open.values
      }
      for continuation in open { continuation.resume(returning: value) }
    }

    /// Waits until this many runs have begun and are open.
    func hasBegun(_ count: Int) async throws {
      try await eventually("\(count) runs") { state.withLock { $0.begun == count && !$0.open.isEmpty } }
    }
  }

  private let work = Work()

  private func hasFollowers(_ count: Int, _ flights: SingleFlight<String, Int>) async throws {
    try await eventually("\(count) followers") { flights.followers(of: "a") == count }
  }

  @Test func concurrentCallsForAKeyAreOne() async throws {
    let flights = SingleFlight<String, Int>()
    let values = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for _ in 0..<10 {
        group.addTask {
          let found = await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }
          return (found.value, found.isShared)
        }
      }
      try await hasFollowers(9, flights)
      try await work.hasBegun(1)
      work.finish(7)
      return try await group.reduce(into: [(Int, Bool)]()) { $0.append($1) }
    }
    #expect(work.begun == 1)
    #expect(values.allSatisfy { $0.0 == 7 })
    #expect(values.count { $0.1 } == 9)
    #expect(flights.followers(of: "a") == nil)
  }

  @Test func differentKeysAreDifferentCalls() async throws {
    let flights = SingleFlight<Int, Int>()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for key in 0..<3 { group.addTask { await flights.value(for: key, isShareable: { _ in true }) { await work.run() }.isShared } }
      try await eventually("three runs") { work.begun == 3 }
      group.cancelAll()
      for try await isShared in group { #expect(!isShared) }
    }
  }

  @Test func noValueIsKeptAfterTheCall() async {
    let flights = SingleFlight<Int, Int>()
    for expected in [1, 2] {
      let found = await flights.value(for: 0, isShareable: { _ in true }) { expected }
      #expect(found.value == expected && !found.isShared)
    }
  }

  @Test func followersDoNotGetAFailure() async throws {
    let flights = SingleFlight<String, Int>()
    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<5 { group.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
      try await hasFollowers(4, flights)
      try await work.hasBegun(1)
      work.finish(-1)
      // The followers share one more call.
      try await hasFollowers(3, flights)
      try await work.hasBegun(2)
      work.finish(-2)
      // Then each of them works on its own.
      try await eventually("five runs") { work.begun == 5 }
      group.cancelAll()
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(values.sorted() == [-2, -1, 0, 0, 0])
  }

  @Test func aCancelledLeaderDoesNotCancelItsFollowers() async throws {
    let flights = SingleFlight<String, Int>()
    let leading = Work()
    try await withThrowingTaskGroup(of: Int.self) { followers in
      try await withThrowingTaskGroup(of: Int.self) { leader in
        leader.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await leading.run() }.value }
        try await leading.hasBegun(1)
        for _ in 0..<3 { followers.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
        try await hasFollowers(3, flights)
        leader.cancelAll()
        #expect(try await leader.next() == 0)
      }
      try await hasFollowers(2, flights)
      try await work.hasBegun(1)
      work.finish(8)
      for try await value in followers { #expect(value == 8) }
    }
    #expect(work.begun == 1)
  }

  @Test func aCancelledFollowerStopsWaiting() async throws {
    let flights = SingleFlight<String, Int>()
    try await withThrowingTaskGroup(of: Int.self) { leader in
      leader.addTask { await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }.value }
      try await work.hasBegun(1)
      try await withThrowingTaskGroup(of: Int.self) { follower in
        follower.addTask { await flights.value(for: "a", isShareable: { _ in true }) { Task.isCancelled ? -1 : 0 }.value }
        try await hasFollowers(1, flights)
        follower.cancelAll()
        #expect(try await follower.next() == -1)
      }
      #expect(flights.followers(of: "a") == 0)
      work.finish(4)
      #expect(try await leader.next() == 4)
    }
  }
}
