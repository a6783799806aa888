import Logging
import Synchronization

/// Keeps the lines of a logger: `level message key=value …`, with the keys in order.
public final class RecordedLog: Sendable {
  private struct Handler: LogHandler {
    let log: RecordedLog
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let own = metadata.merging(event.metadata ?? [:]) { $1 }
      let values = own.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      log.recorded.withLock { $0.append((["\(event.level)", "\(event.message)"] + values).joined(separator: " ")) }
    }
  }

  private let recorded = Mutex<[String]>([])

  public init() {}

  public var lines: [String] { recorded.withLock { $0 } }

  public var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }
}
