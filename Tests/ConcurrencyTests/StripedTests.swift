import Synchronization
import Testing

@testable import Concurrency

@Suite struct StripedTests {
  @Test func losesNoChangeOfAnyThread() throws {
    let counts = Striped(0, stripes: 3)
    let threads = try (0..<7).map { _ in
      try SystemThread { for _ in 0..<10_000 { counts.withLock { $0 += 1 } } }
    }
    for thread in threads { thread.join() }
    var sum = 0
    counts.forEach { sum += $0 }
    #expect(sum == 70_000)
  }

  @Test func givesAThreadTheSameStripeEachTime() throws {
    let names = Striped("")
    let seen = Mutex<[String]>([])
    for name in ["a", "b"] {
      try SystemThread {
        names.withLock { $0 = name }
        seen.withLock { $0.append(names.withLock { $0 }) }
      }.join()
    }
    #expect(seen.withLock { $0 } == ["a", "b"])
  }

  @Test func changesEachStripe() {
    let names = Striped("old", stripes: 4)
    names.forEach { $0 = "new" }
    var all: [String] = []
    names.forEach { all.append($0) }
    #expect(all == ["new", "new", "new", "new"])
  }
}
