import Crypto
import Logging
import Redis

/// Counts attempts in Redis, for all replicas together. The key is `user:{name}:{digest}`, where the digest is that of the address, or of the account
/// and the address; it expires one window after the first attempt. While Redis is unavailable, each replica counts for itself.
struct RedisThrottle: AttemptThrottle {
  let name: String
  /// The number of attempts that an address has for one account in a window; nil if attempts are not about accounts.
  let allowedPerAccount: Int?
  /// The number of attempts of an address in a window.
  let allowedPerAddress: Int
  let window: Duration
  let redis: RedisClient
  let logger: Logger
  private let local = LocalAttempts()

  /// Failed logins: of one address five per minute for one account, and `perAddress` per minute for all.
  static func logins(perAddress: Int, _ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(
      name: "login-failures", allowedPerAccount: 5, allowedPerAddress: perAddress, window: .seconds(60), redis: redis, logger: logger)
  }

  /// Mails: of one address five per 15 minutes for one account, and `perAddress` for all.
  static func mails(perAddress: Int, _ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(
      name: "password-resets", allowedPerAccount: 5, allowedPerAddress: perAddress, window: .seconds(900), redis: redis, logger: logger)
  }

  /// New accounts: of one address `perAddress` per hour.
  static func registrations(perAddress: Int, _ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(
      name: "registrations", allowedPerAccount: nil, allowedPerAddress: perAddress, window: .seconds(3600), redis: redis, logger: logger)
  }

  private init(
    name: String, allowedPerAccount: Int?, allowedPerAddress: Int, window: Duration, redis: RedisClient, logger: Logger
  ) {
    self.name = name
    self.allowedPerAccount = allowedPerAccount
    self.allowedPerAddress = allowedPerAddress
    self.window = window
    self.redis = redis
    self.logger = logger
  }

  func secondsToWait(for attempt: Attempt) async -> Int? {
    var wait: Int?
    for (key, allowed) in counters(of: attempt) {
      let left: Duration?
      do { left = try await timeLeft(key, allowed: allowed) } catch {
        warn()
        left = local.timeLeft(key, allowed: allowed)
      }
      if let left { wait = max(wait ?? 1, Int((left / .milliseconds(1) + 999) / 1000)) }
    }
    return wait
  }

  private func timeLeft(_ key: String, allowed: Int) async throws(RedisError) -> Duration? {
    guard let count = try await redis.get(key).flatMap({ Int($0) }), count >= allowed else { return nil }
    return .milliseconds(try await redis.send(["PTTL", RedisArgument(key)]).int ?? 0)
  }

  func note(_ attempt: Attempt) async {
    for (key, _) in counters(of: attempt) {
      do { _ = try await redis.increment(key, expiry: window) } catch {
        warn()
        local.note(key, window: window)
      }
    }
  }

  func clear(_ attempt: Attempt) async {
    guard let key = accountKey(of: attempt) else { return }
    local.clear(key)
    do { try await redis.delete([key]) } catch { warn() }
  }

  private func warn() {
    logger.warning("Redis is unavailable, attempts are counted by this process alone", metadata: ["throttle": "\(name)"])
  }

  private func counters(of attempt: Attempt) -> [(key: String, allowed: Int)] {
    var counters: [(key: String, allowed: Int)] = [(key(attempt.address), allowedPerAddress)]
    if let allowedPerAccount, let key = accountKey(of: attempt) { counters.append((key, allowedPerAccount)) }
    return counters
  }

  private func accountKey(of attempt: Attempt) -> String? { attempt.email.map { key("\($0) \(attempt.address)") } }

  private func key(_ text: String) -> String { "user:\(name):\(Base64URL.encode(SHA256.digest(text)))" }
}
