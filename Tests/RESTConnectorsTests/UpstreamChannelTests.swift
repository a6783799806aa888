import Testing

@testable import RESTConnectors

@Suite struct UpstreamChannelTests {
  private let clock = ManualClock()
  private let transport = HeldTransport()

  private func channel(
    retry: RetryPolicy = RetryPolicy(), breaker: BreakerPolicy = BreakerPolicy(), maxConcurrency: Int = 256, sharesCalls: Bool = true,
    handBack: HandBack = HandBack()
  ) -> UpstreamChannel {
    var options = ConnectorOptions()
    options.clock = clock
    options.sharesCalls = sharesCalls
    options.random = { $0.upperBound }
    let service = RESTService(
      name: "s", url: "http://up", forward: [], timeout: .seconds(2), retry: retry, breaker: breaker, maxConcurrency: maxConcurrency,
      maxResponseBytes: 100, handBack: handBack, set: [], errors: ErrorMapping())
    return UpstreamChannel(service: service, transport: transport, options: options)
  }

  private func request(_ method: String = "GET", _ url: String = "http://up/a", _ headers: [(String, String)] = []) -> UpstreamRequest {
    UpstreamRequest(service: "s", method: method, url: url, headers: headers, body: nil, timeout: .seconds(2))
  }

  private func status(_ exchange: UpstreamChannel.Exchange) -> Int? { try? exchange.result.get().status }

  private func failure(_ exchange: UpstreamChannel.Exchange) -> UpstreamFailure? {
    if case .failure(let failure) = exchange.result { failure } else { nil }
  }

  @Test func aRetryComesAfterItsPauseAndItsAnswerCounts() async {
    let channel = channel()
    async let exchange = channel.send(request(), isForMutation: false, deadline: channel.deadline)
    await until { transport.held == 1 }
    transport.answer(503)
    await until { clock.sleeping == 1 }
    #expect(clock.pauses == [.milliseconds(50)])
    clock.advance(by: .milliseconds(50))
    await until { transport.held == 1 }
    transport.answer(200)
    let done = await exchange
    #expect(status(done) == 200)
    #expect(done.attempts == 2)
  }

  @Test func aPostIsSentOnceUnlessItCarriesAKey() async {
    let channel = channel()
    async let once = channel.send(request("POST"), isForMutation: true, deadline: channel.deadline)
    await until { transport.held == 1 }
    transport.answer(503)
    #expect(await once.attempts == 1)
    async let twice = channel.send(
      request("POST", "http://up/a", [("idempotency-key", "k")]), isForMutation: true, deadline: channel.deadline)
    await until { transport.held == 1 }
    transport.answer(503)
    await until { clock.sleeping == 1 }
    clock.advance(by: .seconds(1))
    await until { transport.held == 1 }
    transport.answer(201)
    #expect(await twice.attempts == 2)
  }

  @Test func noRetryGoesPastTheDeadline() async {
    let channel = channel()
    async let exchange = channel.send(request(), isForMutation: false, deadline: channel.deadline)
    await until { transport.held == 1 }
    clock.advance(by: .milliseconds(1960))
    transport.fail(.unreachable)
    let done = await exchange
    #expect(failure(done) == .unreachable)
    #expect(done.attempts == 1)
  }

  @Test func anAttemptGetsWhatIsLeftOfTheFieldsTime() async {
    let mock = MockTransport { request in request.url.isEmpty ? .json("{}") : .json("{}", status: 503) }
    var options = ConnectorOptions()
    options.clock = SteppingClock()
    let service = RESTService(
      name: "s", url: "http://up", forward: [], timeout: .seconds(2), retry: RetryPolicy(attempts: 3, attemptTimeout: .milliseconds(900)),
      breaker: BreakerPolicy(), maxConcurrency: 1, maxResponseBytes: 100, handBack: HandBack(), set: [], errors: ErrorMapping())
    let channel = UpstreamChannel(service: service, transport: mock, options: options)
    _ = await channel.send(request(), isForMutation: false, deadline: channel.deadline)
    let timeouts = mock.requests.map(\.timeout)
    #expect(timeouts.first == .milliseconds(900))
    #expect(timeouts.allSatisfy { $0 <= .milliseconds(900) && $0 > .zero })
  }

  @Test func theBudgetEndsRetries() async {
    let mock = MockTransport { _ in .json("{}", status: 503) }
    var options = ConnectorOptions()
    options.random = { $0.lowerBound }
    let service = RESTService(
      name: "s", url: "http://up", forward: [], timeout: .seconds(20), retry: RetryPolicy(attempts: 2, budgetPercent: 10),
      breaker: BreakerPolicy(minRequests: 1_000_000), maxConcurrency: 1, maxResponseBytes: 100, handBack: HandBack(), set: [],
      errors: ErrorMapping())
    let channel = UpstreamChannel(service: service, transport: mock, options: options)
    for _ in 0..<200 { _ = await channel.send(request(), isForMutation: false, deadline: channel.deadline) }
    // The reserve of 10, and a tenth of the calls.
    #expect((228...231).contains(mock.calls.count))
  }

  @Test func anOpenBreakerLetsNothingThrough() async {
    let channel = channel(retry: RetryPolicy(attempts: 1), breaker: BreakerPolicy(errorPercent: 50, minRequests: 2, openMs: 1000))
    for _ in 0..<2 {
      async let exchange = channel.send(request(), isForMutation: false, deadline: channel.deadline)
      await until { transport.held == 1 }
      transport.fail(.unreachable)
      _ = await exchange
    }
    let refused = await channel.send(request(), isForMutation: false, deadline: channel.deadline)
    #expect(failure(refused) == .refused && refused.attempts == 0)
    #expect(transport.total == 2)
    clock.advance(by: .seconds(1))
    async let probe = channel.send(request(), isForMutation: false, deadline: channel.deadline)
    await until { transport.held == 1 }
    #expect(failure(await channel.send(request("GET", "http://up/b"), isForMutation: false, deadline: channel.deadline)) == .refused)
    transport.answer(200)
    #expect(status(await probe) == 200)
  }

  @Test func aRetryThatTheBreakerRefusesLeavesTheFirstAnswerStanding() async {
    let channel = channel(breaker: BreakerPolicy(errorPercent: 1, minRequests: 1, openMs: 5000))
    async let exchange = channel.send(request(), isForMutation: false, deadline: channel.deadline)
    await until { transport.held == 1 }
    transport.answer(503)
    await until { clock.sleeping == 1 }
    clock.advance(by: .milliseconds(50))
    #expect(status(await exchange) == 503)
  }

  @Test func moreThanMaxConcurrencyWaitInLineUntilTheirDeadline() async {
    let channel = channel(maxConcurrency: 2)
    await withTaskGroup(of: UpstreamFailure?.self) { group in
      for number in 0..<5 {
        group.addTask {
          failure(await channel.send(request("GET", "http://up/\(number)"), isForMutation: false, deadline: channel.deadline))
        }
      }
      await until { transport.held == 2 && clock.sleeping == 3 }
      transport.answer(200)
      await until { transport.total == 3 && clock.sleeping == 2 }
      clock.advance(by: .seconds(2))
      await until { clock.sleeping == 0 }
      transport.answer(200)
      transport.answer(200)
      var late = 0
      for await failure in group where failure == .overloaded { late += 1 }
      #expect(late == 2)
    }
    #expect(transport.total == 3)
  }

  @Test func identicalCallsOfOneIdentityAreOne() async {
    let channel = channel()
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<4 {
        let headers = [("x-request-id", "\(number)"), ("traceparent", "\(number)"), ("authorization", "a")]
        group.addTask {
          await channel.send(request("GET", "http://up/a", headers), isForMutation: false, deadline: channel.deadline).isShared
        }
      }
      let same = request("GET", "http://up/a", [("authorization", "a")])
      await until { channel.followers(of: same) == 3 }
      transport.answer(200)
      var shared = 0
      for await isShared in group where isShared { shared += 1 }
      #expect(shared == 3)
    }
    #expect(transport.total == 1)
  }

  @Test(arguments: [true, false])
  func whatMayNotBeSharedIsNot(isSwitchedOn: Bool) async {
    let channel = channel(sharesCalls: isSwitchedOn)
    let requests: [(UpstreamRequest, Bool)] =
      isSwitchedOn
      ? [
        (request("GET", "http://up/a", [("authorization", "a")]), false), (request("GET", "http://up/a", [("authorization", "b")]), false),
        (request("GET", "http://up/b", [("authorization", "a")]), false), (request("GET", "http://up/a", [("authorization", "a")]), true),
        (request("POST", "http://up/a", [("authorization", "a")]), false),
        (request("POST", "http://up/a", [("authorization", "a")]), false),
      ] : [(request(), false), (request(), false)]
    await withTaskGroup(of: Void.self) { group in
      for (request, isForMutation) in requests {
        group.addTask { _ = await channel.send(request, isForMutation: isForMutation, deadline: channel.deadline) }
      }
      await until { transport.held == requests.count }
      for _ in requests { transport.answer(200) }
    }
  }

  @Test(arguments: [500, 503, 429])
  func theFailureOfTheLeaderIsNotReplayed(status failed: Int) async {
    let channel = channel(retry: RetryPolicy(attempts: 1))
    await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<3 { group.addTask { status(await channel.send(request(), isForMutation: false, deadline: channel.deadline)) } }
      await until { channel.followers(of: request()) == 2 }
      transport.answer(failed)
      await until { transport.held == 1 && channel.followers(of: request()) == 1 }
      transport.answer(200)
      var statuses: [Int] = []
      for await status in group { statuses.append(status ?? 0) }
      #expect(statuses.sorted() == [200, 200, failed].sorted())
    }
  }

  @Test func anAnswerThatHandsSomethingToItsClientIsNotShared() async {
    var handBack = HandBack()
    let found26 = handBack.add("set-cookie") { _ in true }
    #expect(found26 == nil)
    let channel = channel(handBack: handBack)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 { group.addTask { await channel.send(request(), isForMutation: false, deadline: channel.deadline).isShared } }
      await until { channel.followers(of: request()) == 1 }
      transport.answer(200, headers: [("Set-Cookie", "session=1")])
      await until { transport.held == 1 }
      transport.answer(200, headers: [("Set-Cookie", "session=2")])
      for await isShared in group { #expect(!isShared) }
    }
    #expect(transport.total == 2)
  }

  @Test(arguments: [
    ("text/html", "{}", "notJSON"), ("application/json; charset=utf-8", "{}", "json"), ("application/problem+json", "{}", "json"),
    ("text/plain", "{}", "json"), ("application/json", "{", "malformed"), ("application/json", "", "empty"),
    ("application/json", "\"" + String(repeating: "a", count: 100) + "\"", "tooLarge"), ("image/png", "x", "notJSON"),
  ])
  func readsBodiesByTypeAndSize(type: String, body: String, kind: String) {
    let answer = UpstreamAnswer(UpstreamResponse(status: 200, headers: [("Content-Type", type)], body: Array(body.utf8)), limit: 100, at: 0)
    #expect("\(answer.content)".hasPrefix(kind))
  }
}

/// A clock on which every pause takes its time at once.
private final class SteppingClock: CallClock {
  private let manual = ManualClock()
  var now: Duration { manual.now }
  func sleep(for duration: Duration) async throws { manual.advance(by: duration) }
}
