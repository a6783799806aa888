import GraphTools
import HTTPCore
import Logging
import ServiceLifecycle

/// Asks every upstream for `/health` in the background, so that health answers cost nothing.
///
/// An upstream is up when it answers with anything under 500: somebody's service need not have a `/health` of its own.
struct UpstreamProbe: Service {
  /// Whom to ask; read anew for each round, since a reload may change it.
  let upstreams: @Sendable () -> [ComposedGraph.Upstream]
  let health: UpstreamHealth
  let logger: Logger
  /// The pause after a round in which all were up; after another it is a tenth.
  var interval: Duration = .seconds(5)
  /// Sends a GET for `/health` and gives the status; nil when no answer came.
  let ask: @Sendable (HTTPURL) async -> Int?

  init(
    upstreams: @escaping @Sendable () -> [ComposedGraph.Upstream], health: UpstreamHealth, logger: Logger,
    ask: @escaping @Sendable (HTTPURL) async -> Int?
  ) {
    self.upstreams = upstreams
    self.health = health
    self.logger = logger
    self.ask = ask
  }

  /// Probes until the process stops.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let allUp = await round()
        try? await Task.sleep(for: allUp ? interval : interval / 10)
      }
    }
  }

  /// One round over all upstreams at once; true when all are up.
  func round() async -> Bool {
    await withTaskGroup(of: (String, UpstreamHealth.Condition).self) { group in
      for upstream in upstreams() {
        group.addTask {
          let status = await ask(upstream.origin)
          return (upstream.name, status.map { $0 < 500 } ?? false ? .up : .down)
        }
      }
      var allUp = true
      for await (name, condition) in group where !Task.isCancelled {
        if health.note(name, condition) { logger.notice("upstream", metadata: ["name": "\(name)", "condition": "\(condition.rawValue)"]) }
        allUp = allUp && condition == .up
      }
      return allUp
    }
  }
}
