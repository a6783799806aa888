import Concurrency
import Logging
import ProcessKit
import Redis
import Synchronization

/// Who a request counts for.
enum RateLimitSubject: Hashable, Sendable {
  /// The `sub` of a verified token.
  case user(String)
  /// The network that one client has for itself; nil if the connection has no IP address.
  case address(IPAddress?)
}

/// Holds callers to rates, with token buckets that all replicas of the gateway share in Redis.
///
/// A charge that needs several buckets takes from all of them or from none. A process takes up to 1 % of a bucket ahead of need, so that few
/// requests wait for Redis, and remembers when an empty bucket will have tokens again, so that refusals do not ask Redis at all.
///
/// While Redis is unavailable each process goes on with buckets of its own, from what it knows of the shared ones.
final class RateLimiter: Sendable {
  /// The bucket of a subject, or of a subject's executions of a root field.
  struct BucketName: Hashable, Sendable {
    let subject: RateLimitSubject
    let field: FieldRates.Coordinate?
  }

  /// Tokens to take from one bucket.
  struct Charge: Sendable {
    let bucket: BucketName
    let limit: RateLimit
    let tokens: Int
    /// Whether the bucket may be left in debt by what needs more than a full bucket. It then needs a full one.
    let allowsDebt: Bool

    /// The tokens that the bucket must hold.
    var needed: Int { allowsDebt ? min(tokens, limit.burst) : tokens }
  }

  /// A charge that is refused.
  struct Refusal: Sendable, Equatable {
    let bucket: BucketName
    let limit: RateLimit
    /// The tokens that the bucket has.
    let remaining: Int
    /// The time until the bucket has the tokens, in nanoseconds. If it never has so many, the time until it is full.
    let wait: UInt64
    /// Whether the charge is larger than a full bucket, so that it can never be taken.
    let isNeverPossible: Bool

    /// The wait in whole seconds, at least 1.
    var seconds: Int { max(1, Int(min((wait + 999_999_999) / 1_000_000_000, UInt64(Int.max)))) }

    fileprivate init(_ charge: Charge, remaining: Int, wait: UInt64) {
      bucket = charge.bucket
      limit = charge.limit
      self.remaining = max(0, remaining)
      self.wait = wait
      isNeverPossible = charge.needed > charge.limit.burst
    }
  }

  /// What this process knows of a bucket.
  private struct Allowance: Sendable {
    /// The shared bucket when Redis was asked last, which can have been emptied further; or this process's own.
    var bucket = TokenBucket()
    /// Tokens that were taken from the shared bucket ahead of need.
    var lease = 0
    /// Whether a lease was asked for.
    var isLeasing = false
  }

  private enum Outcome {
    case taken
    case refused(Refusal)
    /// Redis has to be asked. Whether a lease is wanted, too.
    case unknown(isLeasing: Bool)
  }

  private let shared: SharedBuckets?
  private let clock: @Sendable () -> MonotonicTime
  private let allowances: Mutex<LRUCache<BucketName, Allowance>>

  /// - Parameters:
  ///   - redis: nil for buckets of this process.
  ///   - capacity: the buckets that are remembered. Those that were not used for longest are forgotten.
  init(
    redis: RedisClient? = nil, logger: Logger, capacity: Int = 100_000, clock: @escaping @Sendable () -> MonotonicTime = { .now }
  ) {
    shared = redis.map { SharedBuckets(redis: $0, logger: logger, clock: clock) }
    self.clock = clock
    allowances = Mutex(LRUCache(capacity: capacity))
  }

  /// Takes the tokens of all charges, or of none.
  ///
  /// - Returns: nil if they were taken, or the charge that has to wait longest.
  func take(_ charges: [Charge]) async -> Refusal? {
    guard let first = charges.first else { return nil }
    if charges.count == 1, takeLease(of: first) { return nil }
    let asksRedis = shared?.isAvailable ?? false
    switch takeHere(charges, asksRedis: asksRedis) {
    case .taken: return nil
    case .refused(let refusal): return refusal
    case .unknown(let isLeasing):
      guard let shared, let answers = await shared.take(charges, leaseOfFirst: isLeasing ? first.limit.lease : 0) else {
        if isLeasing { allowances.withLock { $0.update(first.bucket, default: Allowance()) { $0.isLeasing = false } } }
        if case .refused(let refusal) = takeHere(charges, asksRedis: false) { return refusal }
        return nil
      }
      return settle(charges, answers, wasLeasing: isLeasing)
    }
  }

  /// Takes the tokens of a charge if they were leased before. Allocates nothing.
  func takeLease(of charge: Charge) -> Bool {
    allowances.withLock { allowances in
      allowances.update(charge.bucket, default: Allowance()) { allowance in
        guard allowance.lease >= charge.tokens else { return false }
        allowance.lease -= charge.tokens
        return true
      }
    }
  }

  private func takeHere(_ charges: [Charge], asksRedis: Bool) -> Outcome {
    let now = clock()
    return allowances.withLock { allowances in
      let refusals = charges.compactMap { charge in
        allowances.update(charge.bucket, default: Allowance()) { Self.refusal(of: charge, $0.bucket, at: now) }
      }
      if let longest = refusals.max(by: { $0.wait < $1.wait }) { return .refused(longest) }
      guard !asksRedis else {
        return allowances.update(charges[0].bucket, default: Allowance()) { allowance in
          let isLeasing = charges.count == 1 && charges[0].limit.lease > 0 && !allowance.isLeasing
          if isLeasing { allowance.isLeasing = true }
          return .unknown(isLeasing: isLeasing)
        }
      }
      for charge in charges {
        allowances.update(charge.bucket, default: Allowance()) { $0.bucket.take(charge.tokens, charge.limit, at: now) }
      }
      return .taken
    }
  }

  /// Remembers what Redis has answered.
  private func settle(_ charges: [Charge], _ answers: [SharedBuckets.Answer], wasLeasing: Bool) -> Refusal? {
    let now = clock()
    return allowances.withLock { allowances in
      var refusals: [Refusal] = []
      for (charge, answer) in zip(charges, answers) {
        allowances.update(charge.bucket, default: Allowance()) { allowance in
          allowance.bucket.fullAt = now.advanced(byNanoseconds: answer.untilFull)
          allowance.lease += answer.lease
          if wasLeasing { allowance.isLeasing = false }
          guard answer.isRefused else { return }
          let remaining = Int(allowance.bucket.tokens(charge.limit, at: now).rounded(.down))
          // Of a bucket that had just enough when the answer arrived, the rest of a nanosecond is waited for.
          let wait = max(1, allowance.bucket.wait(for: min(charge.needed, charge.limit.burst), charge.limit, at: now))
          refusals.append(Refusal(charge, remaining: remaining, wait: wait))
        }
      }
      return refusals.max { $0.wait < $1.wait }
    }
  }

  private static func refusal(of charge: Charge, _ bucket: TokenBucket, at now: MonotonicTime) -> Refusal? {
    let wait = bucket.wait(for: charge.needed, charge.limit, at: now)
    guard wait > 0 else { return nil }
    return Refusal(
      charge, remaining: Int(bucket.tokens(charge.limit, at: now).rounded(.down)),
      wait: bucket.wait(for: min(charge.needed, charge.limit.burst), charge.limit, at: now))
  }
}
