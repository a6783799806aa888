import Logging
import Postgres
import ServiceLifecycle

/// Forgets idempotency keys after a day, a portion every ten minutes.
struct IdempotencySweeper: Service {
  let database: PostgresClient
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(600))
        await sweep()
      }
    }
  }

  func sweep() async {
    do {
      try await database.execute(
        """
        DELETE FROM idempotency_keys WHERE (scope, route, key) IN (
          SELECT scope, route, key FROM idempotency_keys WHERE created_at < now() - interval '1 day' ORDER BY created_at LIMIT 10000)
        """)
    } catch {
      logger.debug("idempotency keys not swept", metadata: ["error": "\(error)"])
    }
  }
}
