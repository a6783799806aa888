import Concurrency
import CoreMetrics
import GraphQL
import Logging
import Observability
import Synchronization

/// Counts and logs what exceeds a limit in the mode `measure`: `gateway_measured_limits_total` by code, and at most one line per code and second.
final class LimitReports: Sendable {
  private struct Report {
    let counter: any CounterHandler
    var loggedAt: MonotonicTime?
    /// The reports since the last line.
    var dropped = 0
  }

  private let registry: PrometheusRegistry
  private let logger: Logger
  private let clock: @Sendable () -> MonotonicTime
  /// By code. The codes are the gateway's own.
  private let reports = Mutex<[String: Report]>([:])

  init(registry: PrometheusRegistry, logger: Logger, clock: @escaping @Sendable () -> MonotonicTime = { .now }) {
    self.registry = registry
    self.logger = logger
    self.clock = clock
    registry.describe("gateway_measured_limits_total", "Requests that exceeded a limit that is only measured, by code.")
  }

  func report(_ errors: [GraphQLError]) {
    for error in errors { report(error.extensions["code"] ?? "", error.message) }
  }

  /// - Parameter message: has no value of a request.
  func report(_ code: String, _ message: String) {
    let now = clock()
    let dropped: Int? = reports.withLock { reports in
      var report =
        reports[code]
        ?? Report(counter: registry.makeCounter(label: "gateway_measured_limits_total", dimensions: [("code", code)]))
      defer { reports[code] = report }
      report.counter.increment(by: 1)
      if let last = report.loggedAt, last.duration(until: now) < .seconds(1) {
        report.dropped += 1
        return nil
      }
      report.loggedAt = now
      defer { report.dropped = 0 }
      return report.dropped
    }
    guard let dropped else { return }
    var metadata: Logger.Metadata = ["code": "\(code)", "problem": "\(message)"]
    if dropped > 0 { metadata["dropped"] = .stringConvertible(dropped) }
    logger.notice("limit exceeded; it is only measured", metadata: metadata)
  }
}
