import Testing

@testable import RESTConnectors

@Suite struct CallQueueTests {
  @Test func letsTheLongestWaitingInFirst() {
    var queue = CallQueue<String>(limit: 1, longest: 2)
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

  @Test func whoGaveUpIsPassedOver() {
    var queue = CallQueue<String>(limit: 1, longest: 9)
    _ = queue.enter()
    let bothWait = queue.wait(1, "a") && queue.wait(2, "b")
    #expect(bothWait)
    let found19 = queue.giveUp(1)
    #expect(found19 == "a")
    let found20 = queue.giveUp(1)
    #expect(found20 == nil)
    let found21 = queue.leave()
    #expect(found21 == "b")
    let found22 = queue.giveUp(2)
    #expect(found22 == nil)
  }

  @Test func takesTheRoomThatCameMeanwhile() {
    var queue = CallQueue<String>(limit: 1, longest: 9)
    let found23 = queue.enter()
    #expect(found23 == .entered)
    let found24 = queue.enter()
    #expect(found24 == .mustWait)
    _ = queue.leave()
    let found25 = queue.wait(1, "a")
    #expect(!found25)
    #expect(queue.running == 1)
  }

  @Test func forgetsThoseWhoWereServed() {
    var queue = CallQueue<Int>(limit: 1, longest: 10_000)
    _ = queue.enter()
    for id in 0..<1000 { _ = queue.wait(id, id) }
    let served = (0..<1000).compactMap { _ in queue.leave() }
    #expect(served == Array(0..<1000))
    #expect(queue.waiting == 0)
  }
}
