import CoreMetrics
import GraphQL
import Logging
import Observability
import Synchronization
import Upstreams

/// Logs and counts what goes wrong with the services: attempts of calls that fail, and responses that do not match the schema.
///
/// A line has no value of a request: no key, no argument, no query. In a storm at most `linesPerSecond` lines are written per second for each
/// service and reason. The next line of the same service and reason tells how many were dropped.
final class UpstreamFailureLog: Sendable {
  static let linesPerSecond = 5

  private struct Key: Hashable {
    let service: String
    let reason: String
  }

  private struct CodeKey: Hashable {
    let service: String
    let code: String
  }

  /// The lines of one second.
  private struct Window {
    var second: Int64
    var lines = 0
    var dropped = 0
  }

  private let logger: Logger
  private let registry: PrometheusRegistry
  private let clock: any CallClock
  private let windows = Mutex<[Key: Window]>([:])
  private let counters = Mutex<[CodeKey: any CounterHandler]>([:])

  init(logger: Logger, registry: PrometheusRegistry, clock: any CallClock = SystemCallClock()) {
    self.logger = logger
    self.registry = registry
    self.clock = clock
  }

  func record(_ call: FailedCall) {
    count(1, service: call.service, code: call.code)
    guard let dropped = admit(Key(service: call.service, reason: call.reason)) else { return }
    var metadata: Logger.Metadata = [
      "service": "\(call.service)", "template": "\(call.method) \(call.template)", "reason": "\(call.reason)", "code": "\(call.code)",
      "attempt": .stringConvertible(call.attempt), "ms": .stringConvertible(Int(call.duration / .milliseconds(1))),
    ]
    if let status = call.status { metadata["status"] = .stringConvertible(status) }
    write("upstream call failed", &metadata, dropped)
  }

  /// Records the values of one response that did not match the schema.
  func record(_ mismatches: TypeMismatches) {
    for entry in mismatches.entries {
      guard let service = entry.service else { continue }
      count(entry.count, service: service, code: "BAD_UPSTREAM_RESPONSE")
      guard let dropped = admit(Key(service: service, reason: "mismatch")) else { continue }
      var metadata: Logger.Metadata = [
        "service": "\(service)", "field": "\(entry.coordinate)", "reason": "mismatch", "code": "BAD_UPSTREAM_RESPONSE",
        "values": .stringConvertible(entry.count),
      ]
      write("upstream response does not match the schema", &metadata, dropped)
    }
  }

  private func write(_ message: Logger.Message, _ metadata: inout Logger.Metadata, _ dropped: Int) {
    if dropped > 0 { metadata["dropped"] = .stringConvertible(dropped) }
    logger.warning(message, metadata: metadata)
  }

  /// The number of lines that were dropped before this one; nil if this one is dropped, too.
  private func admit(_ key: Key) -> Int? {
    let second = clock.now.components.seconds
    return windows.withLock { windows in
      var window = windows[key] ?? Window(second: second)
      defer { windows[key] = window }
      if window.second != second {
        window.second = second
        window.lines = 0
      }
      guard window.lines < Self.linesPerSecond else {
        window.dropped += 1
        return nil
      }
      window.lines += 1
      defer { window.dropped = 0 }
      return window.dropped
    }
  }

  private func count(_ failures: Int, service: String, code: String) {
    let key = CodeKey(service: service, code: code)
    let counter = counters.withLock { counters in
      if let known = counters[key] { return known }
      let made = registry.makeCounter(label: "gateway_upstream_failures_total", dimensions: [("service", service), ("code", code)])
      counters[key] = made
      return made
    }
    counter.increment(by: Int64(failures))
  }
}
