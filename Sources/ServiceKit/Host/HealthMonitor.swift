import HTTPCore
import JSON
import ServiceLifecycle
import SharedKernel
import Synchronization

/// Looks at the dependencies once a second and keeps the answers of `/health` and `/ready` ready to send.
final class HealthMonitor: Service, Sendable {
  private struct State {
    var ups: [(name: String, isUp: Bool)]
    var isDraining = false
    var health: HTTPResponse
    var ready: HTTPResponse
  }

  private let service: String
  private let checks: [HealthCheck]
  private let startedAt = Timestamp.now
  private let state: Mutex<State>

  init(service: String, checks: [HealthCheck]) {
    self.service = service
    self.checks = checks
    let ups = checks.map { (name: $0.name, isUp: false) }
    let bytes = HealthMonitor.body(service: service, ups: ups, isDraining: false, startedAt: startedAt)
    state = Mutex(
      State(ups: ups, health: HealthMonitor.response(.ok, bytes), ready: HealthMonitor.response(.serviceUnavailable, bytes)))
  }

  /// The process lives: always 200, with the state of each dependency.
  var health: HTTPResponse { state.withLock { $0.health } }

  /// 200 when every dependency is there, 503 while one is away or the process is stopping.
  var ready: HTTPResponse { state.withLock { $0.ready } }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await self.look()
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Asks each dependency once.
  func look() async {
    let checks = checks
    let isUp = await withTaskGroup(of: (Int, Bool).self) { group in
      for (index, check) in checks.enumerated() { group.addTask { (index, await check.isUp()) } }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    update { state in
      for index in state.ups.indices { state.ups[index].isUp = isUp[index] ?? false }
    }
  }

  /// From now on not ready: the process is about to stop.
  func markDraining() { update { $0.isDraining = true } }

  private func update(_ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      let bytes = HealthMonitor.body(service: service, ups: state.ups, isDraining: state.isDraining, startedAt: startedAt)
      let isReady = !state.isDraining && state.ups.allSatisfy(\.isUp)
      state.health = HealthMonitor.response(.ok, bytes)
      state.ready = HealthMonitor.response(isReady ? .ok : .serviceUnavailable, bytes)
    }
  }

  private static func response(_ status: HTTPStatus, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"], body: body)
  }

  private static func body(service: String, ups: [(name: String, isUp: Bool)], isDraining: Bool, startedAt: Timestamp) -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.member("status", isDraining ? "draining" : ups.allSatisfy(\.isUp) ? "up" : "degraded")
      writer.member("service", service)
      writer.member("startedAt", startedAt)
      writer.name("dependencies")
      writer.beginObject()
      for (name, isUp) in ups {
        writer.name(name)
        writer.string(isUp ? "up" : "down")
      }
      writer.endObject()
    }
    return writer.bytes
  }
}

/// The last to start and so the first to stop: it says that the process is no longer ready, and gives whoever balances load the time to hear it
/// while requests are still answered.
struct DrainMark: Service {
  let monitor: HealthMonitor
  let pause: Duration

  func run() async throws {
    do { try await gracefulShutdown() } catch {}
    monitor.markDraining()
    if pause > .zero { try? await Task.sleep(for: pause) }
  }
}
