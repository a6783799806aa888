import HTTPCore
import Testing

@testable import Upstreams

@Suite struct RetryTests {
  /// A response that arrived on Sunday, 6 November 1994, at 08:49:37.
  private func response(_ status: Int, retryAfter: String? = nil, date: String? = nil) -> Result<DecodedResponse, UpstreamFailure> {
    var headers = HTTPFields()
    headers["Retry-After"] = retryAfter
    headers["Date"] = date
    return .success(DecodedResponse(UpstreamResponse(status: status, headers: headers, body: []), limit: 1, at: 784_111_777))
  }

  private func pause(
    _ result: Result<DecodedResponse, UpstreamFailure>, attempts: Int = 1, of most: Int = 3
  ) -> Duration? {
    RetryPolicy.test(attempts: most).pause(after: result, attempts: attempts) { $0.upperBound }
  }

  @Test func theBudgetIsAShareOfTheCallsAndAReserve() {
    var budget = RetryBudget(percent: 10)
    var taken = 0
    while budget.withdraw() { taken += 1 }
    #expect(taken == RetryBudget.capacity)
    for _ in 0..<9 { budget.deposit() }
    let found9 = budget.withdraw()
    #expect(!found9)
    budget.deposit()
    let found10 = budget.withdraw()
    #expect(found10)
    let found11 = budget.withdraw()
    #expect(!found11)
    var none = RetryBudget(percent: 0)
    let found12 = none.withdraw()
    #expect(!found12)
  }

  @Test(arguments: [(502, true), (503, true), (504, true), (500, false), (501, false), (404, false), (200, false), (429, false)])
  func retriesOnlyStatusesThatPass(status: Int, isRetried: Bool) {
    #expect((pause(response(status)) != nil) == isRetried)
  }

  @Test(arguments: [
    (UpstreamFailure.unreachable, true), (.timeout, true), (.malformed, false), (.tooLarge, false), (.refused, false), (.overloaded, false),
    (.cancelled, false),
  ])
  func retriesFailuresOfTheConnection(failure: UpstreamFailure, isRetried: Bool) {
    #expect((pause(.failure(failure)) != nil) == isRetried)
  }

  @Test func waitsAsLongAsTheServiceAsks() {
    #expect(pause(response(429, retryAfter: "2")) == .milliseconds(2050))
    #expect(pause(response(503, retryAfter: "2")) == .seconds(2))
    #expect(pause(response(503, retryAfter: "0")) == .milliseconds(50))
    #expect(pause(response(429, retryAfter: "soon")) == nil)
    #expect(pause(response(429, retryAfter: "-1")) == nil)
  }

  @Test func waitsUntilTheDateThatTheServiceNames() {
    #expect(pause(response(429, retryAfter: "Sun, 06 Nov 1994 08:49:40 GMT")) == .milliseconds(3050))
    #expect(pause(response(503, retryAfter: "Sunday, 06-Nov-94 08:49:40 GMT")) == .seconds(3))
    #expect(pause(response(503, retryAfter: "Sun Nov  6 08:49:30 1994")) == .milliseconds(50))
    #expect(pause(response(429, retryAfter: "Tue, 08 Nov 1994 08:49:37 GMT")) == nil)
    // The service's clock is a minute ahead of ours, and it says so.
    let ahead = response(503, retryAfter: "Sun, 06 Nov 1994 08:50:40 GMT", date: "Sun, 06 Nov 1994 08:50:37 GMT")
    #expect(pause(ahead) == .seconds(3))
  }

  @Test func thePauseIsDrawnFromARangeThatDoubles() {
    #expect(
      (1...8).map { pause(response(503), attempts: $0, of: 10) } == [50, 100, 200, 400, 800, 1000, 1000, 1000].map { .milliseconds($0) })
    #expect(RetryPolicy.test(attempts: 2).pause(after: response(503), attempts: 1) { $0.lowerBound } == .zero)
  }

  @Test func theLastAttemptIsTheLast() {
    #expect(pause(response(503), attempts: 2, of: 3) != nil)
    #expect(pause(response(503), attempts: 3, of: 3) == nil)
    #expect(pause(response(503), of: 1) == nil)
  }
}
