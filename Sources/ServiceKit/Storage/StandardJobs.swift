/// What every service tidies up.
enum StandardJobs {
  /// Idempotency keys are kept for a day. A portion at a time, so that no turn takes long.
  static let idempotencyKeys = ScheduledJob("kit.idempotency-keys", every: .seconds(600)) { database in
    try await database.execute(
      """
      DELETE FROM idempotency_keys WHERE (scope, route, key) IN (
        SELECT scope, route, key FROM idempotency_keys WHERE created_at < now() - interval '1 day' ORDER BY created_at LIMIT 10000)
      """)
  }

  /// Published events are kept for a week. The relay removes them too, while it holds its own lock.
  static let outbox = ScheduledJob("kit.outbox", every: .seconds(3600)) { database in
    try await database.execute(
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE published_at < now() - interval '7 days' ORDER BY published_at LIMIT 10000)
      """)
  }

  /// An event does not come again after a month.
  static let inbox = ScheduledJob("kit.inbox", every: .seconds(3600)) { database in
    try await database.execute(
      """
      DELETE FROM inbox WHERE (consumer, event_id) IN (
        SELECT consumer, event_id FROM inbox WHERE processed_at < now() - interval '30 days' ORDER BY processed_at LIMIT 10000)
      """)
  }

  static let all = [idempotencyKeys, outbox, inbox]
}
