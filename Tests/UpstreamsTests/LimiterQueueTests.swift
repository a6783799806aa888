import Testing

@testable import Upstreams

@Suite struct LimiterQueueTests {
  @Test func servesWaitersInOrder() {
    var queue = LimiterQueue<String>(limit: 1, maxWaiting: 2)
    let found13 = queue.enter()
    #expect(found13 == .entered)
    let found14 = queue.enter()
    #expect(found14 == .mustWait)
    let bothWait = queue.wait(1, "a") && queue.wait(2, "b")
    #expect(bothWait)
    let found15 = queue.enter()
    #expect(found15 == .full)
    let found16 = queue.leave()
    #expect(found16 == "a")
    let found17 = queue.leave()
    #expect(found17 == "b")
    #expect(queue.running == 1)
    let found18 = queue.leave()
    #expect(found18 == nil)
    #expect(queue.running == 0)
  }

  @Test func skipsCancelledWaiters() {
    var queue = LimiterQueue<String>(limit: 1, maxWaiting: 9)
    _ = queue.enter()
    let bothWait = queue.wait(1, "a") && queue.wait(2, "b")
    #expect(bothWait)
    let found19 = queue.cancel(1)
    #expect(found19 == "a")
    let found20 = queue.cancel(1)
    #expect(found20 == nil)
    let found21 = queue.leave()
    #expect(found21 == "b")
    let found22 = queue.cancel(2)
    #expect(found22 == nil)
  }

  @Test func runsTheCallerWhenACallEndedBeforeItWaits() {
    var queue = LimiterQueue<String>(limit: 1, maxWaiting: 9)
    let found23 = queue.enter()
    #expect(found23 == .entered)
    let found24 = queue.enter()
    #expect(found24 == .mustWait)
    _ = queue.leave()
    let found25 = queue.wait(1, "a")
    #expect(!found25)
    #expect(queue.running == 1)
  }

  @Test func removesServedWaiters() {
    var queue = LimiterQueue<Int>(limit: 1, maxWaiting: 10_000)
    _ = queue.enter()
    for id in 0..<1000 { _ = queue.wait(id, id) }
    let served = (0..<1000).compactMap { _ in queue.leave() }
    #expect(served == Array(0..<1000))
    #expect(queue.waiting == 0)
  }
}
