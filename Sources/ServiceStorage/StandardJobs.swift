/// The clean-up jobs of every service.
public enum StandardJobs {
  /// Bounds the time of one run.
  private static let batchSize = 10_000

  /// Idempotency keys are kept for a day.
  static let idempotencyKeys = ScheduledJob("kit.idempotency-keys", every: .seconds(600), batchSize: batchSize) { database in
    try await database.execute(
      """
      DELETE FROM idempotency_keys WHERE (scope, route, key) IN (
        SELECT scope, route, key FROM idempotency_keys WHERE created_at < now() - interval '1 day' ORDER BY created_at LIMIT \(batchSize))
      """)
  }

  /// Published events are kept for a week.
  static let outbox = ScheduledJob("kit.outbox", every: .seconds(3600), batchSize: batchSize) { database in
    try await database.execute(
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE published_at < now() - interval '7 days' ORDER BY published_at LIMIT \(batchSize))
      """)
  }

  /// The ids of processed events are kept for 30 days.
  static let inbox = ScheduledJob("kit.inbox", every: .seconds(3600), batchSize: batchSize) { database in
    try await database.execute(
      """
      DELETE FROM inbox WHERE (consumer, event_id) IN (
        SELECT consumer, event_id FROM inbox WHERE processed_at < now() - interval '30 days' ORDER BY processed_at LIMIT \(batchSize))
      """)
  }

  public static let all = [idempotencyKeys, outbox, inbox]
}
