import Testing

@testable import RabbitMQ

struct ConfirmTrackerTests {
  private func tracker(_ batches: [[String]]) -> ConfirmTracker {
    var tracker = ConfirmTracker()
    for (number, messages) in batches.enumerated() {
      tracker.begin(UInt64(number), count: messages.count)
      for message in messages { tracker.published(message, in: UInt64(number)) }
    }
    return tracker
  }

  @Test func finishesABatchWithItsLastConfirm() {
    var tracker = tracker([["a", "b"]])
    #expect(tracker.confirmed(tag: 2, multiple: false, accepted: true).isEmpty)
    let finished = tracker.confirmed(tag: 1, multiple: false, accepted: true)
    #expect(finished.map(\.0) == [0] && finished.map(\.1) == [.init()])
  }

  @Test func oneConfirmCoversManyMessages() {
    var tracker = tracker([["a", "b"], ["c"], ["d", "e"]])
    #expect(tracker.confirmed(tag: 4, multiple: true, accepted: true).map(\.0) == [0, 1])
    #expect(tracker.confirmed(tag: 0, multiple: true, accepted: true).map(\.0) == [2])
  }

  @Test func reportsRefusedAndUnroutableMessages() {
    var tracker = tracker([["a", "b", "c"]])
    tracker.returned("b")
    _ = tracker.confirmed(tag: 2, multiple: true, accepted: true)
    let finished = tracker.confirmed(tag: 3, multiple: false, accepted: false)
    #expect(finished.map(\.1) == [.init(unroutable: ["b"], refused: ["c"])])
  }

  @Test func aReturnedIDIsTheOldestWithThatID() {
    var tracker = tracker([["a"], ["a"]])
    tracker.returned("a")
    #expect(tracker.confirmed(tag: 1, multiple: false, accepted: true).map(\.1.unroutable) == [["a"]])
    #expect(tracker.confirmed(tag: 2, multiple: false, accepted: true).map(\.1.unroutable) == [[]])
  }

  @Test func ignoresUnknownTagsAndIDs() {
    var tracker = tracker([["a"]])
    tracker.returned("z")
    #expect(tracker.confirmed(tag: 9, multiple: false, accepted: true).map(\.0) == [])
    #expect(tracker.confirmed(tag: .max, multiple: true, accepted: true).map(\.0) == [0])
    #expect(tracker.confirmed(tag: 1, multiple: false, accepted: true).isEmpty)
  }
}
