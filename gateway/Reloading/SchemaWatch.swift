import GraphTools
import Logging
import ServiceLifecycle

/// Looks at the schema folder again and again, and serves what it finds when that composes.
///
/// A file that does not compose changes nothing but the log: the graph that was there stays, and the same files are not tried twice.
struct SchemaWatch: Service {
  let directory: String
  let interval: Duration
  let current: CurrentGraph
  let metrics: GatewayMetrics
  let logger: Logger
  /// Composes files.
  let compose: @Sendable ([SourceFile]) throws -> ServedGraph
  /// Told after each change.
  let onChange: @Sendable (ServedGraph) -> Void

  /// Watches until the process stops.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      var seen = current.value.version
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        guard !Task.isCancelled else { return }
        seen = look(after: seen)
      }
    }
  }

  /// One look; gives what it has seen.
  func look(after seen: String) -> String {
    let files: [SourceFile]
    do throws(FileError) { files = try SourceFile.schema(in: directory) } catch {
      let mark = "unreadable: \(error)"
      if mark != seen { refuse("\(error)") }
      return mark
    }
    let version = ServedGraph.version(of: files)
    guard version != seen else { return seen }
    guard version != current.value.version else { return version }
    do {
      let next = try compose(files)
      current.replace(with: next)
      onChange(next)
      metrics.reload(isApplied: true)
      logger.notice("schema reloaded", metadata: ["version": "\(version)", "subgraphs": .stringConvertible(files.count)])
    } catch {
      refuse("\(error)")
    }
    return version
  }

  private func refuse(_ reason: String) {
    metrics.reload(isApplied: false)
    logger.error(
      "schema refused; the graph before it is still served", metadata: ["reason": "\(reason)", "version": "\(current.value.version)"])
  }
}
