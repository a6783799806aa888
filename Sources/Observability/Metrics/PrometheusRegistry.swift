import CoreMetrics
import Synchronization

/// Keeps all metrics of the process and renders them in the Prometheus text format, version 0.0.4.
///
/// It has counters, gauges (meters, and recorders that do not aggregate) and histograms (timers in seconds, recorders that aggregate).
/// Characters of names and labels that Prometheus does not allow are replaced by `_`. The same name and labels give the same series.
public final class PrometheusRegistry: MetricsFactory {
  /// The content type of `render`.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  /// Upper bounds of a timer's buckets in seconds: half a millisecond to ten seconds.
  public static let timerBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  /// Upper bounds of an aggregating recorder's buckets.
  public static let recorderBuckets = [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000]

  private struct Family {
    let type: String
    var series: [String: any PrometheusSeries] = [:]
    /// Read the values of further series at each scrape.
    var readers: [@Sendable () -> [Reading]] = []
  }

  private struct State {
    var families: [String: Family] = [:]
    /// The texts of `# HELP`, by name.
    var help: [String: String] = [:]
  }

  /// The kind of a metric whose values are read at each scrape.
  public enum ReadingKind: String, Sendable { case counter, gauge }

  /// The value of one series at a scrape.
  public struct Reading: Sendable {
    public let labels: [(String, String)]
    public let value: Double

    public init(_ value: Double, labels: [(String, String)] = []) {
      self.value = value
      self.labels = labels
    }
  }

  private let state = Mutex(State())

  public init() {}

  /// Makes swift-metrics use this registry. Call once, at the start of the process.
  public func install() { MetricsSystem.bootstrap(self) }

  /// Sets what a metric means. Every metric has such a text: a test checks the page with `promtool check metrics`.
  public func describe(_ label: String, _ help: String) {
    let name = PrometheusText.name(label)
    state.withLock { $0.help[name] = help }
  }

  /// A metric whose values are read at each scrape, for what is known elsewhere. `read` must not block.
  public func observe(_ label: String, _ kind: ReadingKind, _ help: String, _ read: @escaping @Sendable () -> [Reading]) {
    let name = PrometheusText.name(label)
    state.withLock { state in
      state.help[name] = help
      guard state.families[name, default: Family(type: kind.rawValue)].type == kind.rawValue else { return }
      state.families[name, default: Family(type: kind.rawValue)].readers.append(read)
    }
  }

  /// All series, sorted by name and labels.
  public func render() -> [UInt8] {
    let state = state.withLock { $0 }
    var text = ""
    for (name, family) in state.families.sorted(by: { $0.key < $1.key }) {
      var lines = ""
      for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) { series.render(name: name, labels: labels, into: &lines) }
      let readings = family.readers.flatMap { $0() }.map { (PrometheusText.labels($0.labels), $0.value) }
      for (labels, value) in readings.sorted(by: { $0.0 < $1.0 }) { lines += PrometheusText.sample(name, labels, value) }
      if lines.isEmpty { continue }
      if let help = state.help[name] { text += "# HELP \(name) \(PrometheusText.help(help))\n" }
      text += "# TYPE \(name) \(family.type)\n" + lines
    }
    return Array(text.utf8)
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, type: "counter") { PrometheusCounter() }
  }

  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    series(label, dimensions, type: "counter") { PrometheusCounter() }
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, type: "gauge") { PrometheusGauge() }
  }

  /// A histogram, or a gauge with the last value.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    if aggregate { return series(label, dimensions, type: "histogram") { PrometheusHistogram(bounds: Self.recorderBuckets) } }
    return series(label, dimensions, type: "gauge") { PrometheusGauge() }
  }

  /// A histogram of seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, type: "histogram") { PrometheusHistogram(bounds: Self.timerBuckets) }
  }

  // Series are kept, so that a scrape still sees their last value.
  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// A name that another type of metric uses gets a series that is not rendered, since the format allows one type per name.
  private func series<Series: PrometheusSeries>(
    _ label: String, _ dimensions: [(String, String)], type: String, _ make: () -> Series
  ) -> Series {
    let name = PrometheusText.name(label)
    let labels = PrometheusText.labels(dimensions)
    return state.withLock { state in
      if let found = state.families[name]?.series[labels] as? Series { return found }
      let made = make()
      if state.families[name, default: Family(type: type)].type == type {
        state.families[name, default: Family(type: type)].series[labels] = made
      }
      return made
    }
  }
}
