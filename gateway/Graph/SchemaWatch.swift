import GraphTools
import Logging
import ServiceLifecycle

/// Reads the schema folder at an interval, and serves its files if they compose.
///
/// If they do not compose, the previous graph is still served, and the log and a metric report it. The same files are composed once.
struct SchemaWatch: Service {
  let directory: String
  let interval: Duration
  let loader: GraphLoader
  let graph: CurrentGraph
  let metrics: GatewayMetrics
  let logger: Logger
  let onReload: @Sendable (ServedGraph) -> Void

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var seen = graph.value.version
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        guard !Task.isCancelled else { return }
        seen = poll(after: seen)
      }
    }
  }

  /// Reads the folder once. Returns what identifies its content, for the next poll.
  private func poll(after seen: String) -> String {
    let files: [SourceFile]
    do throws(FileError) { files = try SourceFile.schema(in: directory) } catch {
      let problem = "unreadable: \(error)"
      if problem != seen { reject("\(error)") }
      return problem
    }
    let version = ServedGraph.version(of: files)
    guard version != seen, version != graph.value.version else { return version }
    do throws(CompositionFailure) {
      let next = try loader.load(files)
      graph.replace(with: next)
      onReload(next)
      metrics.appliedReloads.increment(by: 1)
      logger.notice("schema reloaded", metadata: ["version": "\(version)", "subgraphs": .stringConvertible(files.count)])
    } catch {
      reject("\(error)")
    }
    return version
  }

  private func reject(_ reason: String) {
    metrics.rejectedReloads.increment(by: 1)
    logger.error(
      "schema rejected; the previous graph is still served", metadata: ["reason": "\(reason)", "version": "\(graph.value.version)"])
  }
}
