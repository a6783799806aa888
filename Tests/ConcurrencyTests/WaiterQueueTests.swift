import Testing

@testable import Concurrency

struct WaiterQueueTests {
  @Test func servesWaitersInOrderOfArrival() async {
    var queue = WaiterQueue<Int>()
    let waiters = (0..<3).map { _ in queue.append() }
    #expect(queue.count == 3)
    queue.popFirst()?.fulfil(0)
    for (number, waiter) in queue.removeAll().enumerated() { waiter.fulfil(number + 1) }
    for (number, waiter) in waiters.enumerated() { #expect(await waiter.value() == number) }
    #expect(queue.isEmpty)
  }

  @Test func removesAWaiterOnce() {
    var queue = WaiterQueue<Int>()
    let first = queue.append()
    let second = queue.append()
    let removals = [queue.remove(first), queue.remove(first)]
    #expect(removals == [true, false])
    let next = queue.popFirst()
    #expect(next === second)
    let isRemoved = queue.remove(second)
    #expect(!isRemoved)
  }
}
