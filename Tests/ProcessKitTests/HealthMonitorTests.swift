import HTTPCore
import Observability
import Synchronization
import Testing

@testable import ProcessKit

@Suite struct HealthMonitorTests {
  private final class Switch: Sendable {
    let isOn = Mutex(false)
    var check: HealthCheck { HealthCheck("thing") { self.isOn.withLock { $0 } } }
  }

  @Test func isReadyOnceEveryCheckSucceeds() async {
    let thing = Switch()
    let monitor = HealthMonitor(checks: [HealthCheck("other") { true }, thing.check])
    #expect(monitor.status.dependencies.map(\.condition) == [.unknown, .unknown])
    await monitor.check()
    #expect(monitor.status.dependencies.map(\.condition) == [.up, .down])
    #expect(!monitor.status.isReady)
    thing.isOn.withLock { $0 = true }
    await monitor.check()
    #expect(monitor.status.isReady)
    monitor.markDraining()
    #expect(!monitor.status.isReady)
    #expect(monitor.status.areAllUp)
  }

  @Test func isReadyWithoutADependencyThatIsNotRequired() async {
    let monitor = HealthMonitor(checks: [HealthCheck("needed") { true }, HealthCheck("optional", isRequired: false) { false }])
    #expect(!monitor.status.isReady)
    await monitor.check()
    #expect(monitor.status.isReady)
    #expect(!monitor.status.areAllUp)
  }

  @Test func metricsAreServedWhereTheAddressSaysSo() async {
    let own = ProcessEndpoints(monitor: HealthMonitor(checks: []), registry: PrometheusRegistry(), servesMetrics: false) { _, _ in [] }
    #expect(own.endpoint(at: "/metrics") == nil)
    #expect(own.endpoint(at: "/ready") == .ready)
    let handler = MetricsHandler(registry: PrometheusRegistry())
    #expect(await handler.respond(to: HTTPRequest(target: "/metrics?x=1")).status == .ok)
    #expect(await handler.respond(to: HTTPRequest(target: "/health")).status == .notFound)
    #expect(await handler.respond(to: HTTPRequest(method: .post, target: "/metrics")).status == .methodNotAllowed)
  }

  @Test func reportsChangesOnly() async {
    let thing = Switch()
    let changes = Mutex<[HealthStatus.Condition]>([])
    let monitor = HealthMonitor(checks: [thing.check]) { _, condition in changes.withLock { $0.append(condition) } }
    await monitor.check()
    await monitor.check()
    thing.isOn.withLock { $0 = true }
    await monitor.check()
    let seen = changes.withLock { $0 }
    #expect(seen == [.down, .up])
  }

  @Test func keepsTheConditionOfAReplacedCheck() async {
    let monitor = HealthMonitor(checks: [HealthCheck("a") { true }, HealthCheck("b") { true }])
    await monitor.check()
    monitor.replace(checks: [HealthCheck("b") { true }, HealthCheck("c") { true }])
    #expect(monitor.status.dependencies.map(\.name) == ["b", "c"])
    #expect(monitor.status.dependencies.map(\.condition) == [.up, .unknown])
  }

  @Test(arguments: [(ProcessEndpoints.Path.health, 200), (.ready, 503), (.metrics, 200)])
  func answersTheEndpoints(_ path: ProcessEndpoints.Path, _ status: Int) {
    let monitor = HealthMonitor(checks: [Switch().check])
    let endpoints = ProcessEndpoints(monitor: monitor, registry: PrometheusRegistry(), servesMetrics: true) { health, path in
      Array("\(path) \(health.isReady)".utf8)
    }
    let response = endpoints.response(to: path, method: .get)
    #expect(response.status.code == status)
    if path != .metrics { #expect(String(decoding: response.body, as: UTF8.self) == "\(path) false") }
    let refused = endpoints.response(to: path, method: .post)
    #expect(refused.status == .methodNotAllowed)
    #expect(refused.headers["Allow"] == "GET, HEAD")
  }
}
