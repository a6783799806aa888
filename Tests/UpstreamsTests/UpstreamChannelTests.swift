import HTTPCore
import Synchronization
import Testing

@testable import Upstreams

@Suite struct UpstreamChannelTests {
  private let clock = ManualClock()
  private let transport = HeldTransport()
  private let origin: HTTPURL

  init() throws { origin = try #require(HTTPURL("http://up")) }

  private func channel(
    retry: RetryPolicy = .test(), breaker: BreakerPolicy = .test(), maxConcurrency: Int = 256, sharesCalls: Bool = true,
    responseHeaders: ResponseHeadersPolicy = ResponseHeadersPolicy()
  ) -> UpstreamChannel {
    var options = UpstreamOptions()
    options.clock = clock
    options.sharesCalls = sharesCalls
    options.random = { $0.upperBound }
    let upstream = Upstream.test(retry: retry, breaker: breaker, maxConcurrency: maxConcurrency, responseHeaders: responseHeaders)
    return UpstreamChannel(upstream, transport: transport, options: options)
  }

  private func request(_ method: HTTPMethod = .get, _ target: String = "/a", _ headers: HTTPFields = [:]) -> UpstreamRequest {
    UpstreamRequest(to: .test(), method: method, url: origin.replacing(target: target), headers: headers)
  }

  private func status(_ exchange: UpstreamChannel.Exchange) -> Int? { try? exchange.result.get().status }

  private func failure(_ exchange: UpstreamChannel.Exchange) -> UpstreamFailure? {
    if case .failure(let failure) = exchange.result { failure } else { nil }
  }

  @Test func aRetryComesAfterItsPauseAndItsAnswerCounts() async {
    let channel = channel()
    async let exchange = channel.send(request(), mayShare: true, deadline: channel.deadline)
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
    // The attempt that failed is reported, too.
    #expect(done.earlier.map { try? $0.result.get().status } == [503])
  }

  @Test func aPostIsSentOnceUnlessItCarriesAKey() async {
    let channel = channel()
    async let once = channel.send(request(.post), mayShare: false, deadline: channel.deadline)
    await until { transport.held == 1 }
    transport.answer(503)
    #expect(await once.attempts == 1)
    async let twice = channel.send(
      request(.post, "/a", ["idempotency-key": "k"]), mayShare: false, deadline: channel.deadline)
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
    async let exchange = channel.send(request(), mayShare: true, deadline: channel.deadline)
    await until { transport.held == 1 }
    clock.advance(by: .milliseconds(1960))
    transport.fail(.unreachable)
    let done = await exchange
    #expect(failure(done) == .unreachable)
    #expect(done.attempts == 1)
  }

  @Test func anAttemptTakesAtMostItsOwnTimeout() async {
    let transport = InstantTransport(status: 503)
    var options = UpstreamOptions()
    options.clock = SteppingClock()
    let retry = RetryPolicy(attempts: 3, budgetPercent: 10, attemptTimeout: .milliseconds(900))
    let channel = UpstreamChannel(.test(retry: retry), transport: transport, options: options)
    _ = await channel.send(request(), mayShare: true, deadline: channel.deadline)
    #expect(transport.timeouts.count == 3)
    #expect(transport.timeouts.first == .milliseconds(900))
    #expect(transport.timeouts.allSatisfy { $0 <= .milliseconds(900) && $0 > .zero })
  }

  @Test func theBudgetEndsRetries() async {
    let transport = InstantTransport(status: 503)
    var options = UpstreamOptions()
    options.random = { $0.lowerBound }
    let upstream = Upstream.test(timeout: .seconds(20), breaker: .test(minRequests: 1_000_000))
    let channel = UpstreamChannel(upstream, transport: transport, options: options)
    for _ in 0..<200 { _ = await channel.send(request(), mayShare: true, deadline: channel.deadline) }
    // The reserve of 10, and a tenth of the calls.
    #expect((228...231).contains(transport.timeouts.count))
  }

  @Test func anOpenBreakerLetsNothingThrough() async {
    let channel = channel(
      retry: .test(attempts: 1), breaker: BreakerPolicy(errorPercent: 50, minRequests: 2, openDuration: .seconds(1)))
    for _ in 0..<2 {
      async let exchange = channel.send(request(), mayShare: true, deadline: channel.deadline)
      await until { transport.held == 1 }
      transport.fail(.unreachable)
      _ = await exchange
    }
    let refused = await channel.send(request(), mayShare: true, deadline: channel.deadline)
    #expect(failure(refused) == .refused && refused.attempts == 0)
    #expect(transport.total == 2)
    clock.advance(by: .seconds(1))
    async let probe = channel.send(request(), mayShare: true, deadline: channel.deadline)
    await until { transport.held == 1 }
    #expect(failure(await channel.send(request(.get, "/b"), mayShare: true, deadline: channel.deadline)) == .refused)
    transport.answer(200)
    #expect(status(await probe) == 200)
  }

  @Test func aRetryThatTheBreakerRefusesLeavesTheFirstAnswerStanding() async {
    let channel = channel(breaker: BreakerPolicy(errorPercent: 1, minRequests: 1, openDuration: .seconds(5)))
    async let exchange = channel.send(request(), mayShare: true, deadline: channel.deadline)
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
          failure(await channel.send(request(.get, "/\(number)"), mayShare: true, deadline: channel.deadline))
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
        let headers: HTTPFields = ["x-request-id": "\(number)", "traceparent": "\(number)", "authorization": "a"]
        group.addTask {
          await channel.send(request(.get, "/a", headers), mayShare: true, deadline: channel.deadline).isShared
        }
      }
      let same = request(.get, "/a", ["authorization": "a"])
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
        (request(.get, "/a", ["authorization": "a"]), true), (request(.get, "/a", ["authorization": "b"]), true),
        (request(.get, "/b", ["authorization": "a"]), true), (request(.get, "/a", ["authorization": "a"]), false),
        (request(.post, "/a", ["authorization": "a"]), true),
        (request(.post, "/a", ["authorization": "a"]), true),
      ] : [(request(), true), (request(), true)]
    await withTaskGroup(of: Void.self) { group in
      for (request, mayShare) in requests {
        group.addTask { _ = await channel.send(request, mayShare: mayShare, deadline: channel.deadline) }
      }
      await until { transport.held == requests.count }
      for _ in requests { transport.answer(200) }
    }
  }

  @Test(arguments: [500, 503, 429])
  func theFailureOfTheLeaderIsNotReplayed(status failed: Int) async {
    let channel = channel(retry: .test(attempts: 1))
    await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<3 { group.addTask { status(await channel.send(request(), mayShare: true, deadline: channel.deadline)) } }
      await until { channel.followers(of: request()) == 2 }
      transport.answer(failed)
      await until { transport.held == 1 && channel.followers(of: request()) == 1 }
      transport.answer(200)
      var statuses: [Int] = []
      for await status in group { statuses.append(status ?? 0) }
      #expect(statuses.sorted() == [200, 200, failed].sorted())
    }
  }

  @Test func aResponseWithHeadersForTheClientIsNotShared() async {
    var policy = ResponseHeadersPolicy()
    let problem = policy.add("set-cookie")
    #expect(problem == nil)
    let channel = channel(responseHeaders: policy)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 { group.addTask { await channel.send(request(), mayShare: true, deadline: channel.deadline).isShared } }
      await until { channel.followers(of: request()) == 1 }
      transport.answer(200, headers: ["Set-Cookie": "session=1"])
      await until { transport.held == 1 }
      transport.answer(200, headers: ["Set-Cookie": "session=2"])
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
    let response = DecodedResponse(
      UpstreamResponse(status: 200, headers: ["Content-Type": type], body: Array(body.utf8)), limit: 100, at: 0)
    #expect("\(response.content)".hasPrefix(kind))
  }
}

/// Answers every request at once with one status, and records the timeouts.
private final class InstantTransport: UpstreamTransport {
  private let status: Int
  private let recorded = Mutex<[Duration]>([])

  init(status: Int) { self.status = status }

  var timeouts: [Duration] { recorded.withLock { $0 } }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    recorded.withLock { $0.append(request.timeout) }
    return UpstreamResponse(status: status, body: Array("{}".utf8))
  }
}

/// A clock on which every pause takes its time at once.
private final class SteppingClock: CallClock {
  private let manual = ManualClock()
  var now: Duration { manual.now }
  func sleep(for duration: Duration) async { manual.advance(by: duration) }
}
