import DataLoading
import Synchronization
import Testing

@Suite struct SingleFlightTests {
  /// Work whose end the test decides.
  private final class Work: Sendable {
    private let state = Mutex<(begun: Int, open: [CheckedContinuation<Int, Never>])>((0, []))

    var begun: Int { state.withLock { $0.begun } }

    func run() async -> Int {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          state.begun += 1
          state.open.append(continuation)
        }
      }
    }

    func finish(_ value: Int) {
      let open = state.withLock { state in
        defer { state.open = [] }
        return state.open
      }
      for continuation in open { continuation.resume(returning: value) }
    }
  }

  private func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
  }

  @Test func manyTasksAreOneFlight() async {
    let flights = SingleFlight<String, Int>(), work = Work()
    let values = await withTaskGroup(of: (Int, Bool).self) { group in
      for _ in 0..<10 {
        group.addTask {
          let found = await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }
          return (found.value, found.isShared)
        }
      }
      await until { flights.followers(of: "a") == 9 }
      work.finish(7)
      return await group.reduce(into: [(Int, Bool)]()) { $0.append($1) }
    }
    #expect(work.begun == 1)
    #expect(values.allSatisfy { $0.0 == 7 })
    #expect(values.count { $0.1 } == 9)
    #expect(flights.followers(of: "a") == nil)
  }

  @Test func otherKeysAreOtherFlights() async {
    let flights = SingleFlight<Int, Int>(), work = Work()
    await withTaskGroup(of: Void.self) { group in
      for key in 0..<3 { group.addTask { _ = await flights.value(for: key, isShareable: { _ in true }) { await work.run() } } }
      await until { work.begun == 3 }
      work.finish(1)
    }
  }

  @Test func nothingIsRememberedAfterTheLanding() async {
    let flights = SingleFlight<Int, Int>()
    for expected in [1, 2] {
      let found = await flights.value(for: 0, isShareable: { _ in true }) { expected }
      #expect(found.value == expected && !found.isShared)
    }
  }

  @Test func aFailureIsItsLeadersAlone() async {
    let flights = SingleFlight<String, Int>(), work = Work()
    let values = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<5 { group.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
      await until { flights.followers(of: "a") == 4 }
      work.finish(-1)
      // The followers begin again, together.
      await until { flights.followers(of: "a") == 3 }
      #expect(work.begun == 2)
      work.finish(-2)
      // And then each on its own.
      await until { work.begun == 5 }
      work.finish(3)
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(values.sorted() == [-2, -1, 3, 3, 3])
  }

  @Test func aCancelledLeaderCancelsNobody() async {
    let flights = SingleFlight<String, Int>(), work = Work()
    await withTaskGroup(of: Int.self) { followers in
      await withTaskGroup(of: Int.self) { leader in
        leader.addTask {
          await flights.value(for: "a", isShareable: { $0 > 0 }) {
            while !Task.isCancelled { await Task.yield() }
            return -1
          }.value
        }
        await until { flights.followers(of: "a") != nil }
        for _ in 0..<3 { followers.addTask { await flights.value(for: "a", isShareable: { $0 > 0 }) { await work.run() }.value } }
        await until { flights.followers(of: "a") == 3 }
        leader.cancelAll()
        #expect(await leader.next() == -1)
      }
      await until { flights.followers(of: "a") == 2 }
      work.finish(8)
      for await value in followers { #expect(value == 8) }
    }
    #expect(work.begun == 1)
  }

  @Test func aCancelledFollowerLeaves() async {
    let flights = SingleFlight<String, Int>(), work = Work()
    await withTaskGroup(of: Int.self) { leader in
      leader.addTask { await flights.value(for: "a", isShareable: { _ in true }) { await work.run() }.value }
      await until { work.begun == 1 }
      await withTaskGroup(of: Int.self) { follower in
        follower.addTask { await flights.value(for: "a", isShareable: { _ in true }) { Task.isCancelled ? -1 : 0 }.value }
        await until { flights.followers(of: "a") == 1 }
        follower.cancelAll()
        #expect(await follower.next() == -1)
      }
      #expect(flights.followers(of: "a") == 0)
      work.finish(4)
      #expect(await leader.next() == 4)
    }
  }
}
