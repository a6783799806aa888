import Testing

@testable import Upstreams

@Suite struct CircuitBreakerTests {
  private let policy = BreakerPolicy(errorPercent: 50, minRequests: 4, openDuration: .seconds(1))

  /// Lets calls through at one time, each with its end.
  private func run(_ breaker: inout CircuitBreaker, _ outcomes: [CircuitBreaker.Outcome], at now: Duration) {
    for outcome in outcomes {
      guard let admission = breaker.admit(at: now) else { return }
      breaker.record(outcome, of: admission, at: now)
    }
  }

  @Test func opensAtTheShareOfFailures() {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.success, .success, .failure], at: .seconds(1))
    #expect(breaker.state == .closed)
    run(&breaker, [.failure], at: .seconds(1))
    #expect(breaker.state == .open(until: .seconds(2)))
    let found1 = breaker.admit(at: .milliseconds(1999))
    #expect(found1 == nil)
  }

  @Test func staysClosedBelowTheMinimumOfCalls() {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.failure, .failure, .failure], at: .seconds(1))
    #expect(breaker.state == .closed)
  }

  @Test func forgetsWhatIsOlderThanTenSeconds() {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.failure, .failure, .failure], at: .seconds(1))
    run(&breaker, [.failure], at: .seconds(12))
    #expect(breaker.state == .closed)
    run(&breaker, [.failure, .failure, .failure], at: .seconds(13))
    #expect(breaker.state == .open(until: .seconds(14)))
  }

  @Test func sendsOneProbeAndClosesAfterItsSuccess() throws {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.failure, .failure, .failure, .failure], at: .seconds(1))
    let found2 = breaker.admit(at: .seconds(2))
    let probe = try #require(found2)
    let found3 = breaker.admit(at: .seconds(2))
    #expect(found3 == nil)
    breaker.record(.success, of: probe, at: .seconds(3))
    #expect(breaker.state == .closed)
    // What was counted before is forgotten.
    run(&breaker, [.failure], at: .seconds(3))
    #expect(breaker.state == .closed)
  }

  @Test func opensAgainAfterTheProbesFailure() throws {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.failure, .failure, .failure, .failure], at: .seconds(1))
    let found4 = breaker.admit(at: .seconds(5))
    let probe = try #require(found4)
    breaker.record(.failure, of: probe, at: .seconds(6))
    #expect(breaker.state == .open(until: .seconds(7)))
  }

  @Test func aProbeThatWasCancelledLeavesTheNextOneItsPlace() throws {
    var breaker = CircuitBreaker(policy: policy)
    run(&breaker, [.failure, .failure, .failure, .failure], at: .seconds(1))
    let found5 = breaker.admit(at: .seconds(5))
    let probe = try #require(found5)
    breaker.record(.unknown, of: probe, at: .seconds(6))
    let found6 = breaker.admit(at: .seconds(6))
    #expect(found6 != nil)
  }

  @Test func callsThatBeganBeforeItOpenedCountNoMore() throws {
    var breaker = CircuitBreaker(policy: policy)
    let found7 = breaker.admit(at: .seconds(1))
    let early = try #require(found7)
    run(&breaker, [.failure, .failure, .failure, .failure], at: .seconds(1))
    breaker.record(.success, of: early, at: .seconds(1))
    #expect(breaker.state == .open(until: .seconds(2)))
    let found8 = breaker.admit(at: .seconds(2))
    let probe = try #require(found8)
    breaker.record(.success, of: early, at: .seconds(2))
    #expect(breaker.state == .halfOpen(isProbing: true))
    breaker.record(.success, of: probe, at: .seconds(2))
    #expect(breaker.state == .closed)
  }
}
