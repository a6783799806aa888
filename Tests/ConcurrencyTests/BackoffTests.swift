import Testing

@testable import Concurrency

struct BackoffTests {
  @Test func doublesUpToItsMaximum() {
    var backoff = Backoff(initial: .milliseconds(100), maximum: .milliseconds(350))
    for ceiling in [100, 200, 350, 350] {
      let wait = backoff.next()
      #expect(wait >= .milliseconds(ceiling) / 2 && wait <= .milliseconds(ceiling))
    }
  }

  @Test func startsAgainAfterAReset() {
    var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(10))
    for _ in 0..<5 { _ = backoff.next() }
    backoff.reset()
    #expect(backoff.next() <= .milliseconds(100))
  }
}
