import Crypto
import Logging
import Redis

/// Counts attempts by address in Redis, for all replicas together. The key is `user:{name}:{digest of the address}`; it expires one window after
/// the first attempt. If Redis is unavailable, every attempt is allowed, and the log has a warning.
struct RedisThrottle: AttemptThrottle {
  let name: String
  /// The number of attempts of an address in a window.
  let allowed: Int
  let window: Duration
  let redis: RedisClient
  let logger: Logger

  /// Five failed logins per minute.
  static func logins(_ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(name: "login-failures", allowed: 5, window: .seconds(60), redis: redis, logger: logger)
  }

  /// Five mails per 15 minutes.
  static func mails(_ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(name: "password-resets", allowed: 5, window: .seconds(900), redis: redis, logger: logger)
  }

  func secondsToWait(for email: EmailAddress) async -> Int? {
    do {
      let key = key(for: email)
      guard let count = try await redis.get(key).flatMap({ Int($0) }), count >= allowed else { return nil }
      let left = try await redis.send(["PTTL", RedisArgument(key)]).int ?? 0
      return max(1, Int((left + 999) / 1000))
    } catch {
      logger.warning("Redis is unavailable, attempts are not counted", metadata: ["throttle": "\(name)"])
      return nil
    }
  }

  func note(_ email: EmailAddress) async {
    do {
      _ = try await redis.increment(key(for: email), expiry: window)
    } catch {
      logger.warning("Redis is unavailable, attempts are not counted", metadata: ["throttle": "\(name)"])
    }
  }

  func clear(_ email: EmailAddress) async {
    do {
      try await redis.delete([key(for: email)])
    } catch {
      logger.debug("Redis is unavailable, attempts are not cleared", metadata: ["throttle": "\(name)"])
    }
  }

  private func key(for email: EmailAddress) -> String { "user:\(name):\(Base64URL.encode(SHA256.digest(email.description)))" }
}
