import Testing

@testable import Concurrency

@Suite struct ConcurrencyLimiterTests {
  private func waiter(_ entry: ConcurrencyLimiter.Entry) throws -> Promise<ConcurrencyLimiter.Outcome> {
    guard case .waiting(let waiter) = entry else { throw UnexpectedEntry(entry: entry) }
    return waiter
  }

  private struct UnexpectedEntry: Error {
    let entry: ConcurrencyLimiter.Entry
  }

  @Test func servesWaitersInOrder() async throws {
    let limiter = ConcurrencyLimiter(limit: 1, maxWaiting: 2)
    guard case .entered = limiter.enter() else { throw UnexpectedEntry(entry: .full) }
    let waiters = try [waiter(limiter.enter()), waiter(limiter.enter())]
    guard case .full = limiter.enter() else { throw UnexpectedEntry(entry: .entered) }
    for (served, waiter) in waiters.enumerated() {
      #expect(limiter.load == (1, 2 - served))
      limiter.leave()
      #expect(await waiter.value() == .entered)
    }
    #expect(limiter.load == (1, 0))
    limiter.leave()
    #expect(limiter.load == (0, 0))
  }

  @Test func skipsCancelledWaiters() async throws {
    let limiter = ConcurrencyLimiter(limit: 1, maxWaiting: 9)
    _ = limiter.enter()
    let (first, second) = try (waiter(limiter.enter()), waiter(limiter.enter()))
    limiter.cancel(first, .late)
    limiter.cancel(first, .cancelled)
    #expect(await first.value() == .late)
    limiter.leave()
    limiter.cancel(second, .cancelled)
    #expect(await second.value() == .entered)
    #expect(limiter.load == (1, 0))
  }
}
