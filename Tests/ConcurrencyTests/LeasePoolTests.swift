import Testing

@testable import Concurrency

struct LeasePoolTests {
  private func waiter(_ lease: LeasePool<String>.Lease) -> (id: UInt64, openOne: Bool)? {
    if case .wait(let id, let openOne) = lease { (id, openOne) } else { nil }
  }

  @Test func opensNoMoreThanItsCapacity() throws {
    var pool = LeasePool<String>(capacity: 2, waitingLimit: 10)
    let leases = [pool.lease(), pool.lease(), pool.lease()].map { waiter($0) }
    #expect(leases.map { $0?.openOne } == [true, true, false])
    #expect(pool.openCount == 2)
  }

  @Test func servesWaitersInOrder() throws {
    var pool = LeasePool<String>(capacity: 1, waitingLimit: 10)
    let first = try #require(waiter(pool.lease()))
    let second = try #require(waiter(pool.lease()))
    #expect(pool.opened("a") == first.id)
    #expect(pool.giveBack("a") == second.id)
    #expect(pool.giveBack("a") == nil)
    #expect(pool.idleCount == 1)
  }

  @Test func refusesWhenTooManyWait() {
    var pool = LeasePool<String>(capacity: 1, waitingLimit: 1)
    _ = (pool.lease(), pool.lease())
    guard case .refused = pool.lease() else {
      Issue.record("granted")
      return
    }
  }

  @Test func lendsAllItsCapacityThoughNobodyMayWait() throws {
    var pool = LeasePool<String>(capacity: 2, waitingLimit: 0)
    let openings = [waiter(pool.lease())?.openOne, waiter(pool.lease())?.openOne, waiter(pool.lease())?.openOne]
    #expect(openings == [true, true, nil])
    // The first is served by one that came back, so the second opening is for whoever asks next.
    _ = (pool.opened("a"), pool.giveBack("a"))
    #expect(waiter(pool.lease())?.openOne == false)
    #expect(waiter(pool.lease()) == nil)
  }

  @Test func opensAnotherOneForAWaiterWhenALeasedOneIsLost() throws {
    var pool = LeasePool<String>(capacity: 1, waitingLimit: 10)
    _ = pool.lease()
    _ = pool.opened("a")
    #expect(waiter(pool.lease())?.openOne == false)
    let mustOpen = pool.discard()
    #expect(mustOpen)
    #expect(pool.openCount == 1)
  }

  @Test func forgetsAWaiterThatGaveUp() throws {
    var pool = LeasePool<String>(capacity: 1, waitingLimit: 10)
    let first = try #require(waiter(pool.lease()))
    let outcomes = [pool.withdraw(first.id), pool.withdraw(first.id)]
    #expect(outcomes == [true, false])
    #expect(pool.opened("a") == nil)
  }

  @Test func forgetsIdleOnesThatAreGone() {
    var pool = LeasePool<String>(capacity: 1, waitingLimit: 10)
    _ = pool.lease()
    _ = pool.opened("a")
    _ = pool.giveBack("a")
    pool.removeIdle { $0 == "a" }
    #expect(pool.openCount == 0 && pool.idleCount == 0)
  }
}
