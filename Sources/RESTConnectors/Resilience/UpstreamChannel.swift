import DataLoading
import Synchronization

/// The way to one service, for all of its calls: sharing, room, breaker, attempts. One a service and graph.
final class UpstreamChannel: Sendable {
  /// What came of a call, and at what cost.
  struct Exchange: Sendable {
    var result: Result<UpstreamAnswer, UpstreamFailure>
    var attempts: Int
    var isShared = false
  }

  private let service: RESTService
  private let transport: any RESTTransport
  private let options: ConnectorOptions
  private let gate: CallGate
  private let health: Mutex<(breaker: CircuitBreaker, budget: RetryBudget)>
  private let metrics: ChannelMetrics
  private let flights = SharedFlights<SharingKey, Exchange>()

  init(service: RESTService, transport: any RESTTransport, options: ConnectorOptions) {
    self.service = service
    self.transport = transport
    self.options = options
    metrics = ChannelMetrics(service: service.name, factory: options.metrics)
    gate = CallGate(limit: service.maxConcurrency, clock: options.clock)
    health = Mutex((CircuitBreaker(policy: service.breaker), RetryBudget(percent: service.retry.budgetPercent)))
  }

  /// The deadline of a field that begins to wait now.
  var deadline: Duration { options.clock.now + service.timeout }

  /// Makes a call, or waits for the same call of somebody else.
  ///
  /// - Parameters:
  ///   - isForMutation: a mutation shares no call, not even a GET: it must see what it has changed.
  ///   - deadline: when all of it must have ended.
  func send(_ request: UpstreamRequest, isForMutation: Bool, deadline: Duration) async -> Exchange {
    guard options.sharesCalls, !isForMutation, request.method == "GET" else { return await attempt(request, deadline) }
    let found = await flights.value(for: SharingKey(request), isShareable: isShareable) { await attempt(request, deadline) }
    var exchange = found.value
    if found.isShared {
      metrics.shared()
      exchange.attempts = 0
      exchange.isShared = true
    }
    return exchange
  }

  /// How many wait for a running call; nil when it does not run.
  func followers(of request: UpstreamRequest) -> Int? { flights.followers(of: SharingKey(request)) }

  /// A failure is its caller's own; so is what the service hands to one client.
  private func isShareable(_ exchange: Exchange) -> Bool {
    guard case .success(let answer) = exchange.result else { return false }
    return answer.status < 500 && answer.status != 429 && service.handBack.isEmpty(in: answer.headers)
  }

  private func attempt(_ request: UpstreamRequest, _ deadline: Duration) async -> Exchange {
    let hasKey = request.headers.contains { $0.0 == "idempotency-key" }
    let rule = RetryRule(
      policy: service.retry, isIdempotent: RetryRule.isIdempotent(method: request.method, hasIdempotencyKey: hasKey))
    var attempts = 0
    var last: Result<UpstreamAnswer, UpstreamFailure>?
    while true {
      let (result, wasSent) = await attemptOnce(request, deadline, isFirst: attempts == 0)
      if wasSent { attempts += 1 }
      // A retry that may not go leaves the first answer standing.
      guard wasSent || last == nil else { return Exchange(result: last ?? result, attempts: attempts) }
      last = result
      guard wasSent, let pause = rule.pause(after: result, attempts: attempts, random: options.random),
        options.clock.now + pause < deadline, health.withLock({ $0.budget.withdraw() })
      else { return Exchange(result: result, attempts: attempts) }
      guard (try? await options.clock.sleep(for: pause)) != nil else { return Exchange(result: .failure(.cancelled), attempts: attempts) }
    }
  }

  private func attemptOnce(
    _ request: UpstreamRequest, _ deadline: Duration, isFirst: Bool
  ) async -> (result: Result<UpstreamAnswer, UpstreamFailure>, wasSent: Bool) {
    do throws(UpstreamFailure) {
      if let wait = try await gate.enter(until: deadline) { metrics.waited(wait) }
    } catch {
      if error == .overloaded { metrics.overloaded() }
      return (.failure(error), false)
    }
    defer { gate.leave() }
    let now = options.clock.now
    guard now < deadline else { return (.failure(.timeout), false) }
    let admission = health.withLock { health -> CircuitBreaker.Admission? in
      let before = health.breaker.state
      guard let admission = health.breaker.admit(at: now) else { return nil }
      if health.breaker.state != before { metrics.breaker(is: health.breaker.state) }
      if isFirst { health.budget.deposit() }
      return admission
    }
    guard let admission else {
      metrics.rejected()
      return (.failure(.refused), false)
    }
    if !isFirst { metrics.retried() }
    var timed = request
    timed.timeout = min(deadline - now, service.retry.attemptTimeout ?? service.timeout)
    let result: Result<UpstreamAnswer, UpstreamFailure>
    do throws(UpstreamFailure) {
      result = .success(
        UpstreamAnswer(
          try await transport.send(timed), limit: service.maxResponseBytes, at: options.clock.secondsSince1970))
    } catch {
      result = .failure(error)
    }
    let end = options.clock.now
    health.withLock { health in
      let before = health.breaker.state
      health.breaker.record(Self.outcome(result), of: admission, at: end)
      if health.breaker.state != before { metrics.breaker(is: health.breaker.state) }
    }
    return (result, true)
  }

  /// What an answer says of the service's health. A request that it refuses says that it lives.
  private static func outcome(_ result: Result<UpstreamAnswer, UpstreamFailure>) -> CircuitBreaker.Outcome {
    switch result {
    case .success(let answer): answer.status >= 500 && answer.status != 501 ? .failure : .success
    case .failure(.unreachable), .failure(.timeout), .failure(.malformed): .failure
    case .failure(.tooLarge): .success
    case .failure(.cancelled), .failure(.refused), .failure(.overloaded): .unknown
    }
  }
}

/// What calls must have in common to be one: the URL, and every header that says who asks. The identifiers of a request say nothing of that.
struct SharingKey: Hashable, Sendable {
  private let url: String
  private let identity: [String]

  init(_ request: UpstreamRequest) {
    url = request.url
    identity = request.headers.flatMap { name, value in
      name == "x-request-id" || name == "traceparent" || name == "accept" ? [] : [name, value]
    }
  }
}
