import Crypto
import Logging
import Redis

/// Counts attempts by address in Redis, so that all replicas count together: `user:{name}:{digest of the address}`, gone one window after the
/// first of them. While Redis is away nobody is held back, and the log says so.
struct RedisThrottle: AttemptThrottle {
  let name: String
  /// Attempts that an address may have in a window.
  let allowed: Int
  let window: Duration
  let redis: RedisClient
  let logger: Logger

  /// Five failed logins a minute.
  static func logins(_ redis: RedisClient, _ logger: Logger) -> RedisThrottle {
    RedisThrottle(name: "login-failures", allowed: 5, window: .seconds(60), redis: redis, logger: logger)
  }

  /// Five letters a quarter of an hour.
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
      logger.warning("attempts are not counted, Redis is away", metadata: ["throttle": "\(name)"])
      return nil
    }
  }

  func note(_ email: EmailAddress) async {
    do {
      _ = try await redis.increment(key(for: email), expiry: window)
    } catch {
      logger.warning("attempts are not counted, Redis is away", metadata: ["throttle": "\(name)"])
    }
  }

  func clear(_ email: EmailAddress) async {
    do {
      try await redis.delete([key(for: email)])
    } catch {
      logger.debug("attempts not forgotten, Redis is away", metadata: ["throttle": "\(name)"])
    }
  }

  private func key(for email: EmailAddress) -> String { "user:\(name):\(Base64URL.encode(SHA256.digest(email.description)))" }
}
