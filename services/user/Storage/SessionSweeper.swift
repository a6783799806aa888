import Logging
import Postgres
import ServiceLifecycle

/// Forgets refresh tokens that ended a day ago, a portion every ten minutes.
struct SessionSweeper: Service {
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

  private func sweep() async {
    do {
      try await database.execute(
        """
        DELETE FROM sessions WHERE token_hash IN (
          SELECT token_hash FROM sessions WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT 10000)
        """)
    } catch {
      logger.debug("sessions not swept", metadata: ["error": "\(error)"])
    }
  }
}
