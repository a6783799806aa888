import ServiceStorage

/// The clean-up jobs of the user service.
enum UserJobs {
  /// Bounds the time of one run.
  private static let batchSize = 10_000

  static let all = [
    ScheduledJob("user.expired-sessions", every: .seconds(600), batchSize: batchSize) { database in
      try await database.execute(
        """
        DELETE FROM sessions WHERE token_hash IN (
          SELECT token_hash FROM sessions WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT \(batchSize))
        """)
    },
    ScheduledJob("user.expired-tokens", every: .seconds(600), batchSize: batchSize) { database in
      try await database.execute(
        """
        DELETE FROM single_use_tokens WHERE token_hash IN (
          SELECT token_hash FROM single_use_tokens WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT \(batchSize))
        """)
    },
    ScheduledJob("user.expired-revocations", every: .seconds(600), batchSize: batchSize) { database in
      try await database.execute(
        """
        DELETE FROM token_revocations WHERE token_id IN (
          SELECT token_id FROM token_revocations WHERE expires_at < now() - interval '5 minutes' ORDER BY expires_at LIMIT \(batchSize))
        """)
    },
    ScheduledJob("user.old-mails", every: .seconds(3600)) { database in
      try await database.execute("DELETE FROM mails WHERE created_at < now() - interval '7 days'")
    },
  ]
}
