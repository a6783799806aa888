import Postgres
import ServiceLifecycle
import SharedKernel

/// Reads the number and the age of the unpublished events at an interval, for the metrics.
public struct OutboxBacklog: Service {
  static var select: SQL {
    """
    SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS events,
      (SELECT occurred_at FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 1) AS oldest
    """
  }

  private let database: PostgresClient
  private let metrics: MessagingMetrics
  private let interval: Duration

  public init(database: PostgresClient, metrics: MessagingMetrics, interval: Duration = .seconds(5)) {
    self.database = database
    self.metrics = metrics
    self.interval = interval
  }

  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        metrics.set(try? await read())
        try? await Task.sleep(for: interval)
      }
    }
  }

  private func read() async throws -> MessagingMetrics.Backlog? {
    guard let row = try await database.query(Self.select).first else { return nil }
    let count: Int64 = try row.get("events")
    return MessagingMetrics.Backlog(count: Int(count), oldest: try row.get("oldest"))
  }
}
