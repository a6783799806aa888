import CoreMetrics
import GraphQL
import HTTPCore
import Observability
import ProcessKit
import Synchronization

/// Who a request counts for.
struct Caller: Sendable {
  /// The verified user, or else the address.
  let subject: RateLimitSubject
  let address: RateLimitSubject
}

/// The limits of one caller: the rate, the rates of root fields, and the requests at the same time.
///
/// One value serves all graphs of the process, so that a reload forgets nothing.
final class CallerLimits: Sendable {
  private let rules: RateLimitRules
  private let limiter: RateLimiter
  private let proxies: TrustedProxies
  private let maximumConcurrent: Int
  private let running = Mutex<[RateLimitSubject: Int]>([:])
  private let measured: MeasuredLimits
  private let reports: LimitReports

  init(
    rules: RateLimitRules, limiter: RateLimiter, proxies: TrustedProxies, maximumConcurrent: Int, measured: MeasuredLimits,
    reports: LimitReports
  ) {
    self.rules = rules
    self.limiter = limiter
    self.proxies = proxies
    self.maximumConcurrent = maximumConcurrent
    self.measured = measured
    self.reports = reports
  }

  /// - Parameter user: the `sub` of the verified token. Nil without one.
  func caller(of request: HTTPRequest, user: String?) -> Caller {
    let address = RateLimitSubject.address(proxies.client(of: request)?.network)
    return Caller(subject: user.map { .user($0) } ?? address, address: address)
  }

  /// Replaces what a client can claim by the address that counts, if the proxies name it in another header than services read.
  func nameClient(in request: inout HTTPRequest) {
    guard proxies.header != .xForwardedFor else { return }
    request.headers["X-Forwarded-For"] = proxies.client(of: request)?.description
  }

  /// Counts a request that begins, and takes its token. Call `end` when it has ended, unless this throws.
  func begin(_ caller: Caller) async throws(GatewayError) {
    try enter(caller)
    do throws(GatewayError) { try await takeToken(of: caller) } catch {
      end(caller)
      throw error
    }
  }

  /// Takes the token of one request.
  func takeToken(of caller: Caller) async throws(GatewayError) {
    // Most requests find a leased token.
    guard let charge = charge(caller, tokens: 1), !limiter.takeLease(of: charge) else { return }
    try await take([charge])
  }

  func end(_ caller: Caller) {
    running.withLock { running in
      let count = (running[caller.subject] ?? 1) - 1
      running[caller.subject] = count == 0 ? nil : count
    }
  }

  private func enter(_ caller: Caller) throws(GatewayError) {
    let count = running.withLock { running in
      let count = (running[caller.subject] ?? 0) + 1
      running[caller.subject] = count
      return count
    }
    guard count > maximumConcurrent else { return }
    let error = GatewayError.tooManyConcurrentRequests(maximumConcurrent)
    guard !measured.contains(error.code) else { return reports.report(error.code, error.message) }
    end(caller)
    throw error
  }

  /// Takes the tokens of an operation: what it costs beyond the token of its request, and one for each time that a root field with a rate is
  /// executed.
  ///
  /// - Parameter variables: the coerced values, which `@skip` and `@include` depend on. Nil if they are invalid: nothing is executed then.
  func admit(_ caller: Caller, _ operation: PreparedOperation, _ variables: VariableValues?) async throws(GatewayError) {
    guard let variables else { return }
    var charges: [RateLimiter.Charge] = []
    let extra = rules.weight(ofCost: operation.cost(variables)) - 1
    if extra > 0, let charge = charge(caller, tokens: extra) { charges.append(charge) }
    if let names = rules.fields.names[operation.type] {
      for (field, count) in operation.plan.executedRootFields(named: names, variables) {
        let coordinate = FieldRates.Coordinate(operation: operation.type, field: field)
        guard let limit = rules.fields.rates[coordinate] else { continue }
        charges.append(
          RateLimiter.Charge(bucket: .init(subject: caller.address, field: coordinate), limit: limit, tokens: count, allowsDebt: false))
      }
    }
    guard !charges.isEmpty else { return }
    try await take(charges)
  }

  private func charge(_ caller: Caller, tokens: Int) -> RateLimiter.Charge? {
    let limit = if case .user = caller.subject { rules.user } else { rules.address }
    return limit.map { RateLimiter.Charge(bucket: .init(subject: caller.subject, field: nil), limit: $0, tokens: tokens, allowsDebt: true) }
  }

  private func take(_ charges: [RateLimiter.Charge]) async throws(GatewayError) {
    guard let refusal = await limiter.take(charges) else { return }
    let error = GatewayError.rateLimited(refusal)
    guard measured.contains(error.code) else { throw error }
    reports.report(error.code, error.message)
  }
}
