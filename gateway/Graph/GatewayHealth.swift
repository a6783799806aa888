import JSON
import ProcessKit
import SharedKernel
import Upstreams

/// The JSON body of the gateway's `/health` and `/ready`. It contains no address and no error message.
enum GatewayHealth {
  /// How many services are named. Those that are not up come first.
  static let maximumUpstreams = 100

  /// - Parameter status: the results of the probes, see `UpstreamChecks`.
  static func document(_ status: HealthStatus, _ path: ProcessEndpoints.Path, of graph: ServedGraph) -> [UInt8] {
    let probed = Dictionary(status.dependencies.map { ($0.name, $0.condition) }) { first, _ in first }
    let upstreams = graph.upstreams.map { (name: $0.name, condition: condition(calls: $0.condition(), probe: probed[$0.name])) }
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
