import Concurrency
import JSON
import ProcessKit
import SharedKernel
import Upstreams

/// The JSON body of the gateway's `/health` and `/ready`. It contains no address and no error message. It is written when it has changed.
final class GatewayHealth: Sendable {
  /// What a document depends on.
  private struct Cause: Sendable {
    let version: Int
    let graph: ServedGraph
    let calls: [UpstreamCondition]
  }

  private struct Documents: Sendable {
    var health: (cause: Cause, bytes: [UInt8])?
    var ready: (cause: Cause, bytes: [UInt8])?
  }

  private let graph: CurrentGraph
  private let documents = Striped(Documents())

  init(of graph: CurrentGraph) { self.graph = graph }

  func document(_ status: HealthStatus, _ path: ProcessEndpoints.Path) -> [UInt8] {
    let graph = graph.value
    return documents.withLock { documents in
      let known = path == .ready ? documents.ready : documents.health
      if let known, known.cause.version == status.version, known.cause.graph === graph,
        zip(graph.upstreams, known.cause.calls).allSatisfy({ $0.condition() == $1 })
      {
        return known.bytes
      }
      let calls = graph.upstreams.map { $0.condition() }
      let made = (
        cause: Cause(version: status.version, graph: graph, calls: calls), bytes: Self.document(status, path, of: graph, calls)
      )
      if path == .ready { documents.ready = made } else { documents.health = made }
      return made.bytes
    }
  }

  /// How many services are named. Those that are not up come first.
  static let maximumUpstreams = 100

  /// - Parameters:
  ///   - status: the results of the probes, see `UpstreamChecks`.
  ///   - calls: what the calls of each of the graph's services show.
  private static func document(
    _ status: HealthStatus, _ path: ProcessEndpoints.Path, of graph: ServedGraph, _ calls: [UpstreamCondition]
  ) -> [UInt8] {
    let probed = Dictionary(status.dependencies.map { ($0.name, $0.condition) }) { first, _ in first }
    let upstreams = zip(graph.upstreams, calls).map { (name: $0.name, condition: condition(calls: $1, probe: probed[$0.name])) }
    let failing = upstreams.filter { $0.condition == .down || $0.condition == .degraded }
    let named = (failing + upstreams.filter { $0.condition == .up || $0.condition == .unknown }).prefix(maximumUpstreams)
    var writer = JSONWriter()
    writer.object { writer in
      let word = path == .ready ? "ready" : failing.isEmpty ? "ok" : "degraded"
      writer.member("status", status.isDraining ? "draining" : word)
      writer.member("service", "gateway")
      writer.member("graph", graph.version)
      writer.member("upstreams") { writer in
        for upstream in named.sorted(by: { $0.name < $1.name }) {
          writer.name(upstream.name)
          writer.string(upstream.condition.rawValue)
        }
      }
      if named.count < upstreams.count { writer.member("upstreamsOmitted", upstreams.count - named.count) }
    }
    return writer.bytes
  }

  /// The worse of what the calls and the probe show.
  private static func condition(calls: UpstreamCondition, probe: HealthStatus.Condition?) -> UpstreamCondition {
    switch probe {
    case .down: .down
    case .up: calls == .unknown ? .up : calls
    case .unknown, nil: calls
    }
  }
}
