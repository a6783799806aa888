import Concurrency
import Logging
import Redis
import Synchronization

/// Token buckets in Redis.
final class SharedBuckets: Sendable {
  /// The answer for one charge.
  struct Answer: Sendable {
    let isRefused: Bool
    /// The tokens that were taken ahead of need.
    let lease: Int
    /// The time until the bucket is full, in nanoseconds.
    let untilFull: UInt64
  }

  /// A bucket is the time at which it is full, in microseconds of Redis's clock. It expires then, since a bucket that is not there is full.
  ///
  /// Arguments for each bucket: the microseconds for one token, the tokens of a full bucket, the tokens to take, the tokens that must be
  /// there, and the tokens to take ahead of need if there are so many. Replies for each bucket: whether it has too few tokens, the tokens
  /// taken ahead of need, and the microseconds until it is full. If one bucket has too few tokens, nothing is taken from any.
  private static let script = RedisScript(
    """
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local full, reply, refused = {}, {}, false
    for i, key in ipairs(KEYS) do
      local a = (i - 1) * 5
      full[i] = math.max(tonumber(redis.call('GET', key) or now), now)
      local tokens = ARGV[a + 2] - (full[i] - now) / ARGV[a + 1]
      local lacks = tokens + 0.000001 < tonumber(ARGV[a + 4])
      refused = refused or lacks
      reply[i * 3 - 2] = lacks and 1 or 0
      reply[i * 3 - 1] = math.max(0, math.min(tonumber(ARGV[a + 5]), math.floor(tokens - ARGV[a + 3])))
    end
    for i, key in ipairs(KEYS) do
      local a = (i - 1) * 5
      if refused then
        reply[i * 3 - 1] = 0
      else
        full[i] = full[i] + (ARGV[a + 3] + reply[i * 3 - 1]) * ARGV[a + 1]
        redis.call('SET', key, string.format('%.1f', full[i]), 'PX', math.ceil((full[i] - now) / 1000) + 1)
      end
      reply[i * 3] = math.ceil(full[i] - now)
    end
    return reply
    """)

  /// How long Redis is not asked after a failure.
  private static let pause = Duration.seconds(1)

  private let redis: RedisClient
  private let logger: Logger
  private let clock: @Sendable () -> MonotonicTime
  /// When Redis may be asked again after a failure, in nanoseconds; 0 while it answers.
  private let retryAt = Atomic<UInt64>(0)

  init(redis: RedisClient, logger: Logger, clock: @escaping @Sendable () -> MonotonicTime) {
    self.redis = redis
    self.logger = logger
    self.clock = clock
  }

  /// Whether Redis is to be asked. After a failure, one request per pause asks it, and the others do not wait.
  var isAvailable: Bool {
    let time = retryAt.load(ordering: .relaxed)
    guard time != 0 else { return true }
    let now = clock()
    guard now.nanoseconds >= time else { return false }
    return retryAt.compareExchange(expected: time, desired: now.advanced(by: Self.pause).nanoseconds, ordering: .relaxed).exchanged
  }

  /// Nil if Redis does not answer, or answers with an error.
  func take(_ charges: [RateLimiter.Charge], leaseOfFirst: Int) async -> [Answer]? {
    var arguments: [RedisArgument] = []
    for (index, charge) in charges.enumerated() {
      arguments += [
        RedisArgument("\(charge.limit.interval / 1000)"), RedisArgument(charge.limit.burst), RedisArgument(charge.tokens),
        RedisArgument(charge.needed), RedisArgument(index == 0 ? leaseOfFirst : 0),
      ]
    }
    do throws(RedisError) {
      let reply = try await redis.run(Self.script, keys: charges.map { RedisArgument(Self.key(of: $0.bucket)) }, arguments: arguments)
      guard case .array(let values) = reply, values.count == charges.count * 3 else { throw RedisError(.unexpectedReply) }
      let numbers = values.compactMap(\.int)
      guard numbers.count == values.count else { throw RedisError(.unexpectedReply) }
      if retryAt.exchange(0, ordering: .relaxed) != 0 { logger.notice("Redis is available again: rate limits are shared") }
      return charges.indices.map { index in
        Answer(
          isRefused: numbers[index * 3] != 0, lease: Int(numbers[index * 3 + 1]),
          untilFull: UInt64(max(0, numbers[index * 3 + 2])).multipliedReportingOverflow(by: 1000).partialValue)
      }
    } catch {
      if retryAt.exchange(clock().advanced(by: Self.pause).nanoseconds, ordering: .relaxed) == 0 {
        logger.warning("rate limits are not shared: each process counts alone", metadata: ["error": "\(error)"])
      }
      return nil
    }
  }

  /// The subject is the last part, and coordinates have no colon, so that no two buckets share a key.
  private static func key(of bucket: RateLimiter.BucketName) -> String {
    let subject =
      switch bucket.subject {
      case .user(let id): "user:\(id)"
      case .address(let address): "address:\(address?.description ?? "unknown")"
      }
    return "trellis:rate:" + (bucket.field.map { "\($0):" } ?? "") + subject
  }
}
