import Concurrency
import CoreMetrics
import Synchronization

/// One time series: a metric with one set of labels.
protocol PrometheusSeries: AnyObject, Sendable {
  /// Appends the lines of the text format; `labels` is `a="b",c="d"` or empty.
  func render(name: String, labels: String, into text: inout String)
}

/// A number that only increases.
final class PrometheusCounter: PrometheusSeries, CounterHandler, FloatingPointCounterHandler {
  private let parts = Striped(0.0)

  private var total: Double {
    var total = 0.0
    parts.forEach { total += $0 }
    return total
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }

  func increment(by amount: Double) {
    guard amount > 0 else { return }
    parts.withLock { $0 += amount }
  }

  func reset() { parts.forEach { $0 = 0 } }

  func render(name: String, labels: String, into text: inout String) {
    text += PrometheusText.sample(name, labels, total)
  }
}

/// A number that increases and decreases.
final class PrometheusGauge: PrometheusSeries, MeterHandler, RecorderHandler {
  private let level = Mutex(0.0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { level.withLock { $0 = value } }
  func increment(by amount: Double) { level.withLock { $0 += amount } }
  func decrement(by amount: Double) { level.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }

  func render(name: String, labels: String, into text: inout String) {
    text += PrometheusText.sample(name, labels, level.withLock { $0 })
  }
}

/// Counts of observations in fixed buckets. Timers observe seconds.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
  private struct Counts {
    var buckets: [UInt64]
    var sum = 0.0
    var count: UInt64 = 0
  }

  private let bounds: [Double]
  private let parts: Striped<Counts>

  init(bounds: [Double]) {
    self.bounds = bounds
    parts = Striped(Counts(buckets: Array(repeating: 0, count: bounds.count)))
  }

  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let bucket = bounds.firstIndex { value <= $0 }
    parts.withLock { counts in
      if let bucket { counts.buckets[bucket] += 1 }
      counts.sum += value
      counts.count += 1
    }
  }

  func render(name: String, labels: String, into text: inout String) {
    var counts = Counts(buckets: Array(repeating: 0, count: bounds.count))
    parts.forEach { part in
      for (bucket, count) in part.buckets.enumerated() { counts.buckets[bucket] += count }
      counts.sum += part.sum
      counts.count += part.count
    }
    let prefix = labels.isEmpty ? "" : labels + ","
    var cumulative: UInt64 = 0
    for (bound, count) in zip(bounds, counts.buckets) {
      cumulative += count
      text += "\(name)_bucket{\(prefix)le=\"\(PrometheusText.number(bound))\"} \(cumulative)\n"
    }
    text += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(counts.count)\n"
    text += PrometheusText.sample("\(name)_sum", labels, counts.sum)
    text += PrometheusText.sample("\(name)_count", labels, Double(counts.count))
  }
}
