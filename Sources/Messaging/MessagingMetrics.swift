import CoreMetrics
import Observability
import SharedKernel
import Synchronization

/// The metrics of a service's outbox and consumers.
public struct MessagingMetrics: Sendable {
  /// The events of the outbox that are not published.
  struct Backlog: Sendable {
    let count: Int
    /// When the oldest of them occurred; nil when there is none.
    let oldest: Timestamp?
  }

  private final class Latest: Sendable { let backlog = Mutex<Backlog?>(nil) }

  private let registry: PrometheusRegistry
  private let latest = Latest()
  private let publishedEvents: any CounterHandler

  public init(registry: PrometheusRegistry) {
    self.registry = registry
    registry.describe("outbox_published_events_total", "Events that the broker has confirmed.")
    publishedEvents = registry.makeCounter(label: "outbox_published_events_total", dimensions: [])
    registry.describe("consumed_events_total", "Events that were settled, by queue and result: applied, or dead_lettered.")
    registry.describe("consumed_event_retries_total", "Attempts to apply an event that failed and were repeated, by queue.")
    registry.observe("outbox_unpublished_events", .gauge, "Events of the outbox that are not published yet.") { [latest] in
      latest.backlog.withLock { $0 }.map { [.init(Double($0.count))] } ?? []
    }
    registry.observe(
      "outbox_oldest_unpublished_event_age_seconds", .gauge, "How long the oldest event waits to be published, in seconds; 0 without one."
    ) { [latest] in
      guard let backlog = latest.backlog.withLock({ $0 }) else { return [] }
      let microseconds = backlog.oldest.map { Timestamp.now.microseconds - $0.microseconds } ?? 0
      return [.init(Double(max(0, microseconds)) / 1e6)]
    }
  }

  func published(_ count: Int) { publishedEvents.increment(by: Int64(count)) }

  /// Nil while the database does not answer.
  func set(_ backlog: Backlog?) { latest.backlog.withLock { $0 = backlog } }

  /// The counters of one queue's consumer.
  func consumer(of queue: String) -> ConsumerMetrics {
    func settled(_ result: String) -> any CounterHandler {
      registry.makeCounter(label: "consumed_events_total", dimensions: [("queue", queue), ("result", result)])
    }
    return ConsumerMetrics(
      applied: settled("applied"), deadLettered: settled("dead_lettered"),
      retries: registry.makeCounter(label: "consumed_event_retries_total", dimensions: [("queue", queue)]))
  }
}

/// The counters of one consumer.
struct ConsumerMetrics: Sendable {
  let applied: any CounterHandler
  let deadLettered: any CounterHandler
  let retries: any CounterHandler
}
