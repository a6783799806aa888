import Concurrency
import Synchronization
import TestSupport
import Testing

@Suite struct SingleFlightTests {
  /// Work that ends when the test says so.
  private final class Work: Sendable {
    private let state = Mutex<(begun: Int, waiters: WaiterQueue<Int>, isClosed: Bool)>((0, WaiterQueue(), false))

    var begun: Int { state.withLock { $0.begun } }

    func run() async -> Int {
      await state.withLock { state in
        state.begun += 1
        return state.isClosed ? Promise(0) : state.waiters.append()
      }.value()
    }

    /// Ends the work that has begun.
    func finish(_ value: Int) {
      for waiter in state.withLock({ $0.waiters.removeAll() }) { waiter.fulfil(value) }
    }

    /// Waits for a condition. If it does not come true, all work ends, so that the test does.
    func until(_ what: String, _ condition: () -> Bool) async throws {
      do {
        try await eventually(what) { condition() }
      } catch {
        state.withLock { $0.isClosed = true }
        finish(0)
        throw error
      }
    }
  }

  @Test func mergesConcurrentCalls() async throws {
    let flights = SingleFlight<String, Int>(), work = Work()
    let values = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for _ in 0..<10 {
        group.addTask {
          let found = await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }
          return (found.value, found.isShared)
        }
      }
      try await work.until("nine tasks follow") { flights.followers(of: "a") == 9 && work.begun == 1 }
      work.finish(7)
      return try await group.reduce(into: [(Int, Bool)]()) { $0.append($1) }
    }
    #expect(work.begun == 1)
    #expect(values.allSatisfy { $0.0 == 7 })
    #expect(values.count { $0.1 } == 9)
    #expect(flights.followers(of: "a") == nil)
  }

  @Test func doesNotMergeDifferentKeys() async throws {
    let flights = SingleFlight<Int, Int>(), work = Work()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for key in 0..<3 { group.addTask { _ = await flights.value(for: key, isShareable: { _ in true }) { await work.run() } } }
      try await work.until("the work for each key begins") { work.begun == 3 }
      work.finish(1)
    }
  }

  @Test func keepsNoResult() async throws {
    let flights = SingleFlight<Int, Int>()
    for expected in [1, 2] {
      let found = await flights.value(for: 0, isShareable: { _ in true }) { expected }
      #expect(found.value == expected && !found.isShared)
    }
  }

  @Test func doesNotShareAFailure() async throws {
    let flights = SingleFlight<String, Int>(), work = Work()
    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<5 { group.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
      try await work.until("four tasks follow") { flights.followers(of: "a") == 4 && work.begun == 1 }
      work.finish(-1)
      // The followers make one more shared call.
      try await work.until("three tasks follow") { flights.followers(of: "a") == 3 && work.begun == 2 }
      work.finish(-2)
      // Then each of them works on its own.
      try await work.until("three more tasks begin") { work.begun == 5 }
      work.finish(3)
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(values.sorted() == [-2, -1, 3, 3, 3])
  }

  @Test func doesNotCancelFollowersWithTheirLeader() async throws {
    let flights = SingleFlight<String, Int>(), work = Work()
    try await withThrowingTaskGroup(of: Int.self) { followers in
      try await withThrowingTaskGroup(of: Int.self) { leader in
        leader.addTask {
          await flights.value(for: "a", isShareable: { $0 > 0 }) {
            let cancelled = Promise<Int>()
            return await cancelled.value { cancelled.fulfil(-1) }
          }.value
        }
        try await work.until("the leader begins") { flights.followers(of: "a") != nil }
        for _ in 0..<3 { followers.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
        try await work.until("three tasks follow") { flights.followers(of: "a") == 3 }
        leader.cancelAll()
        #expect(try await leader.next() == -1)
      }
      try await work.until("two tasks follow") { flights.followers(of: "a") == 2 && work.begun == 1 }
      work.finish(8)
      for try await value in followers { #expect(value == 8) }
    }
    #expect(work.begun == 1)
  }

  @Test func removesACancelledFollower() async throws {
    let flights = SingleFlight<String, Int>(), work = Work()
    try await withThrowingTaskGroup(of: Int.self) { leader in
      leader.addTask { await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }.value }
      try await work.until("the leader begins") { work.begun == 1 }
      try await withThrowingTaskGroup(of: Int.self) { follower in
        follower.addTask { await flights.value(for: "a", isShareable: { _ in true }) { Task.isCancelled ? -1 : 0 }.value }
        try await work.until("a task follows") { flights.followers(of: "a") == 1 }
        follower.cancelAll()
        #expect(try await follower.next() == -1)
      }
      #expect(flights.followers(of: "a") == 0)
      work.finish(4)
      #expect(try await leader.next() == 4)
    }
  }
}
