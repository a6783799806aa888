import Crypto
import Logging
import Redis

/// Counts an account's failed logins in Redis, so that all replicas count together: `user:login-failures:{digest of the address}`, gone a minute
/// after the first failure. While Redis is away nobody is held back, and the log says so.
struct RedisLoginThrottle: LoginThrottle {
  /// Failures that an account may have a minute.
  static let allowedFailures = 5
  static let window = Duration.seconds(60)

  let redis: RedisClient
  let logger: Logger

  func secondsToWait(for email: EmailAddress) async -> Int? {
    do {
      let key = key(for: email)
      guard let count = try await redis.get(key).flatMap({ Int($0) }), count >= RedisLoginThrottle.allowedFailures else { return nil }
      let left = try await redis.send(["PTTL", RedisArgument(key)]).int ?? 0
      return max(1, Int((left + 999) / 1000))
    } catch {
      logger.warning("failed logins are not counted, Redis is away")
      return nil
    }
  }

  func noteFailure(for email: EmailAddress) async {
    do {
      _ = try await redis.increment(key(for: email), expiry: RedisLoginThrottle.window)
    } catch {
      logger.warning("failed logins are not counted, Redis is away")
    }
  }

  func clear(_ email: EmailAddress) async {
    do {
      try await redis.delete([key(for: email)])
    } catch {
      logger.debug("failed logins not forgotten, Redis is away")
    }
  }

  private func key(for email: EmailAddress) -> String { "user:login-failures:\(Base64URL.encode(SHA256.digest(email.description)))" }
}
