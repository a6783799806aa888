import Testing

@testable import Concurrency

struct LeasePoolTests {
  private typealias Pool = LeasePool<String, Never>

  private func waiter(_ lease: Pool.Lease) -> (promise: Pool.Waiter, openOne: Bool)? {
    if case .wait(let promise, let openOne) = lease { (promise, openOne) } else { nil }
  }

  @Test func limitsTheResources() throws {
    var pool = Pool(capacity: 2, waitingLimit: 10)
    let leases = [pool.lease(), pool.lease(), pool.lease()].map { waiter($0) }
    #expect(leases.map { $0?.openOne } == [true, true, false])
    #expect(pool.openCount == 2)
  }

  @Test func servesWaitersInOrder() throws {
    var pool = Pool(capacity: 1, waitingLimit: 10)
    let first = try #require(waiter(pool.lease()))
    let second = try #require(waiter(pool.lease()))
    #expect(pool.opened("a") === first.promise)
    #expect(pool.release("a") === second.promise)
    #expect(pool.release("a") == nil)
    #expect(pool.idleCount == 1)
  }

  @Test func rejectsRequestsPastTheWaitingLimit() {
    var pool = Pool(capacity: 1, waitingLimit: 1)
    _ = (pool.lease(), pool.lease())
    guard case .rejected = pool.lease() else {
      Issue.record("granted")
      return
    }
  }

  @Test func leasesItsCapacityWithoutAWaitingLimit() throws {
    var pool = Pool(capacity: 2, waitingLimit: 0)
    let openings = [waiter(pool.lease())?.openOne, waiter(pool.lease())?.openOne, waiter(pool.lease())?.openOne]
    #expect(openings == [true, true, nil])
    // A released resource serves the first waiter, so the second opening serves the next request.
    _ = (pool.opened("a"), pool.release("a"))
    #expect(waiter(pool.lease())?.openOne == false)
    #expect(waiter(pool.lease()) == nil)
  }

  @Test func opensAnotherResourceForAWaiter() throws {
    var pool = Pool(capacity: 1, waitingLimit: 10)
    _ = pool.lease()
    _ = pool.opened("a")
    #expect(waiter(pool.lease())?.openOne == false)
    let mustOpen = pool.discard()
    #expect(mustOpen)
    #expect(pool.openCount == 1)
  }

  @Test func removesACancelledWaiter() throws {
    var pool = Pool(capacity: 1, waitingLimit: 10)
    let first = try #require(waiter(pool.lease()))
    let outcomes = [pool.cancel(first.promise), pool.cancel(first.promise)]
    #expect(outcomes == [true, false])
    #expect(pool.opened("a") == nil)
  }

  @Test func removesLostResources() {
    var pool = Pool(capacity: 1, waitingLimit: 10)
    _ = pool.lease()
    _ = pool.opened("a")
    _ = pool.release("a")
    pool.removeIdle { $0 == "a" }
    #expect(pool.openCount == 0 && pool.idleCount == 0)
  }
}
