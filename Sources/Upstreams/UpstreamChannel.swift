import Concurrency
import HTTPCore
import Synchronization

/// Makes the calls to one upstream: single flight, concurrency limit, circuit breaker, retries. There is one channel per upstream.
package final class UpstreamChannel: Sendable {
  /// The result of a call and what it took.
  package struct Exchange: Sendable {
    package var result: Result<DecodedResponse, UpstreamFailure>
    /// How often the request was sent; 0 when it was not.
    package var attempts: Int
    /// The attempts before the last one, all of which failed, and when they ended. Empty for a shared response.
    package var earlier: [(result: Result<DecodedResponse, UpstreamFailure>, end: Duration)] = []
    /// Whether the response is that of an identical call.
    package var isShared = false
  }

  package let upstream: Upstream
  private let transport: any UpstreamTransport
  private let options: UpstreamOptions
  private let limiter: ConcurrencyLimiter
  private let health: Mutex<(breaker: CircuitBreaker, budget: RetryBudget)>
  private let metrics: ChannelMetrics
  private let flights = SingleFlight<CallIdentity, Exchange>()

  package init(_ upstream: Upstream, transport: any UpstreamTransport, options: UpstreamOptions) {
    self.upstream = upstream
    self.transport = transport
    self.options = options
    metrics = ChannelMetrics(upstream: upstream.name, factory: options.metrics)
    // Enough waiters for a burst, and few enough that they are served before their deadlines.
    limiter = ConcurrencyLimiter(limit: upstream.maxConcurrency, maxWaiting: max(1024, upstream.maxConcurrency * 8))
    health = Mutex((CircuitBreaker(policy: upstream.breaker), RetryBudget(percent: upstream.retry.budgetPercent)))
  }

  /// The deadline of a call that begins now.
  package var deadline: Duration { options.clock.now + upstream.timeout }

  /// The deadline of a call that begins now, for a request that has the given time left; nil without a limit.
  package func deadline(within remaining: Duration?) -> Duration {
    guard let remaining, remaining < upstream.timeout else { return deadline }
    return options.clock.now + remaining
  }

  /// What the calls show.
  package var condition: UpstreamCondition {
    let now = options.clock.now
    return health.withLock { $0.breaker.condition(at: now) }
  }

  /// Makes a call, or waits for an identical GET that is already running.
  ///
  /// - Parameters:
  ///   - mayShare: false for calls that must reach the upstream, such as reads after a write.
  ///   - deadline: the time by which the call must have ended, including retries.
  ///   - client: for whom the call is made. When it leaves, the call is cut, unless others wait for it, too. Nil for a call that must be made.
  package func send(_ request: UpstreamRequest, mayShare: Bool, deadline: Duration, client: (any ClientPresence)? = nil) async -> Exchange {
    guard options.sharesCalls, mayShare, request.method == .get, request.body == nil else {
      return await attempt(request, deadline, client) { 0 }
    }
    return await sendShared(request, deadline, client)
  }

  @inline(never)
  private func sendShared(_ request: UpstreamRequest, _ deadline: Duration, _ client: (any ClientPresence)?) async -> Exchange {
    let identity = CallIdentity(request)
    let found = await flights.value(for: identity, isShareable: isShareable) {
      await attempt(request, deadline, client) { [flights] in flights.followers(of: identity) ?? 0 }
    }
    var exchange = found.value
    if found.isShared {
      metrics.shared()
      exchange.attempts = 0
      exchange.earlier = []
      exchange.isShared = true
    }
    return exchange
  }

  /// Reports a call whose response cannot be used.
  ///
  /// - Parameters:
  ///   - end: when the attempt ended; nil for now.
  ///   - deadline: the call's deadline, from which its beginning follows.
  package func report(
    _ reason: String, code: String, method: HTTPMethod, template: Substring, status: Int?, attempt: Int, end: Duration?, deadline: Duration
  ) {
    options.onFailure?(
      FailedCall(
        service: upstream.name, method: method.rawValue, template: String(template), reason: reason, code: code, status: status,
        attempt: attempt, duration: (end ?? options.clock.now) - (deadline - upstream.timeout)))
  }

  /// How many callers wait for a running call; nil when it does not run.
  func followers(of request: UpstreamRequest) -> Int? { flights.followers(of: CallIdentity(request)) }

  /// Failures are not shared, nor are responses with headers for one client.
  private func isShareable(_ exchange: Exchange) -> Bool {
    guard case .success(let response) = exchange.result else { return false }
    return response.status < 500 && response.status != 429 && upstream.responseHeaders.selected(from: response.headers).isEmpty
  }

  /// - Parameter followers: how many callers wait for the call.
  private func attempt(
    _ request: UpstreamRequest, _ deadline: Duration, _ client: (any ClientPresence)?, followers: @escaping @Sendable () -> Int
  ) async -> Exchange {
    guard let client else { return await attempt(request, deadline) }
    let cancellation = Cancellation()
    var request = request
    request.cancellation = cancellation
    let watch = client.onLeave { if followers() == 0 { cancellation.cancel() } }
    defer { if let watch { client.forget(watch) } }
    return await attempt(request, deadline)
  }

  private func attempt(_ request: UpstreamRequest, _ deadline: Duration) async -> Exchange {
    // A request with an Idempotency-Key is recognised by the upstream when it arrives again.
    let isIdempotent = request.method.isIdempotent || request.headers.contains("idempotency-key")
    var attempts = 0
    var earlier: [(result: Result<DecodedResponse, UpstreamFailure>, end: Duration)] = []
    var last: Result<DecodedResponse, UpstreamFailure>?
    while true {
      let (result, wasSent) = await attemptOnce(request, deadline, isFirst: attempts == 0)
      if wasSent { attempts += 1 }
      // When a retry is not sent, the previous result is returned.
      guard wasSent || last == nil else {
        earlier.removeLast()
        return Exchange(result: last ?? result, attempts: attempts, earlier: earlier)
      }
      last = result
      guard wasSent, isIdempotent, let pause = upstream.retry.pause(after: result, attempts: attempts, random: options.random),
        options.clock.now + pause < deadline, health.withLock({ $0.budget.withdraw() })
      else { return Exchange(result: result, attempts: attempts, earlier: earlier) }
      earlier.append((result, options.clock.now))
      guard (try? await options.clock.sleep(for: pause)) != nil else {
        return Exchange(result: .failure(.cancelled), attempts: attempts, earlier: earlier)
      }
    }
  }

  private func attemptOnce(
    _ request: UpstreamRequest, _ deadline: Duration, isFirst: Bool
  ) async -> (result: Result<DecodedResponse, UpstreamFailure>, wasSent: Bool) {
    do throws(UpstreamFailure) {
      if let wait = try await limiter.enter(until: deadline, clock: options.clock) { metrics.waited(wait) }
    } catch {
      if error == .overloaded { metrics.overloaded() }
      return (.failure(error), false)
    }
    defer { limiter.leave() }
    if request.cancellation?.isCancelled == true { return (.failure(.cancelled), false) }
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
    timed.timeout = min(deadline - now, upstream.retry.attemptTimeout ?? upstream.timeout)
    let result: Result<DecodedResponse, UpstreamFailure>
    do throws(UpstreamFailure) {
      let response = try await transport.send(timed)
      result = .success(await decoded(response))
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

  /// Reads a response, a long one on worker threads.
  private func decoded(_ response: UpstreamResponse) async -> DecodedResponse {
    guard response.body.count > 1 << 20 else {
      return DecodedResponse(response, limit: upstream.maxResponseBytes, at: options.clock.secondsSince1970)
    }
    return await withTaskExecutorPreference(WorkerThreads.shared) {
      DecodedResponse(response, limit: upstream.maxResponseBytes, at: options.clock.secondsSince1970)
    }
  }

  /// The outcome for the circuit breaker. An upstream that rejects a request is healthy.
  private static func outcome(_ result: Result<DecodedResponse, UpstreamFailure>) -> CircuitBreaker.Outcome {
    switch result {
    case .success(let response): response.status >= 500 && response.status != 501 ? .failure : .success
    case .failure(.unreachable), .failure(.insecure), .failure(.timeout), .failure(.malformed): .failure
    case .failure(.tooLarge): .success
    case .failure(.cancelled), .failure(.refused), .failure(.overloaded): .unknown
    }
  }
}

/// What two calls must have in common to be one call: the URL and all headers that identify the caller.
struct CallIdentity: Hashable, Sendable {
  private let bytes: [UInt8]
  /// Made once, over the bytes as a whole: the hash of an array goes through its elements, and each look-up hashes anew.
  private let hash: Int

  init(_ request: UpstreamRequest) {
    let url = request.url
    var bytes: [UInt8] = []
    bytes.reserveCapacity(url.authority.utf8.count + url.target.utf8.count + request.headers.bytes.count + 16)
    bytes.append(contentsOf: url.scheme.rawValue.utf8)
    bytes.append(0)
    bytes.append(contentsOf: url.authority.utf8)
    bytes.append(contentsOf: url.target.utf8)
    bytes.append(0)
    request.headers.withWireFields(isExcluded: Self.isIgnored) { bytes.append(contentsOf: $0) }
    self.bytes = bytes
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    hash = hasher.finalize()
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  static func == (left: CallIdentity, right: CallIdentity) -> Bool { left.hash == right.hash && left.bytes == right.bytes }

  /// Identifiers of the request differ from call to call and do not identify the caller.
  private static func isIgnored(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    FieldSection.equal(name, "x-request-id") || FieldSection.equal(name, "traceparent") || FieldSection.equal(name, "tracestate")
  }
}
