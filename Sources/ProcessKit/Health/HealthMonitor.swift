import Concurrency
import ServiceLifecycle
import Synchronization

/// What is known of a process's dependencies, and whether the process is shutting down.
public struct HealthStatus: Sendable {
  public enum Condition: String, Sendable {
    /// Not checked yet.
    case unknown
    case up, down
  }

  public struct Dependency: Sendable {
    public let name: String
    /// Whether the process cannot work without it.
    public let isRequired: Bool
    public internal(set) var condition: Condition
  }

  /// The dependencies in the order of their checks.
  public internal(set) var dependencies: [Dependency]
  /// Whether the process has begun to shut down.
  public internal(set) var isDraining = false
  /// Differs between two statuses of a monitor that differ.
  public internal(set) var version = 0

  public var areAllUp: Bool { dependencies.allSatisfy { $0.condition == .up } }

  /// Whether the process should receive new requests: what it cannot work without is up, and it does not shut down.
  public var isReady: Bool { !isDraining && dependencies.allSatisfy { !$0.isRequired || $0.condition == .up } }
}

/// Runs the health checks periodically, so that `/health` and `/ready` answer from memory.
public final class HealthMonitor: Service, Sendable {
  private struct State {
    var checks: [HealthCheck]
    var status: HealthStatus
  }

  private let interval: Duration
  private let onChange: @Sendable (_ name: String, HealthStatus.Condition) -> Void
  private let state: Mutex<State>
  /// The status that each thread has read last, and the version of the monitor's.
  private let known: Striped<HealthStatus>
  private let version = Atomic<Int>(0)

  /// - Parameters:
  ///   - interval: The pause after a round of checks.
  ///   - onChange: Called after each check whose result differs from the previous one.
  public init(
    checks: [HealthCheck], interval: Duration = .seconds(1),
    onChange: @escaping @Sendable (_ name: String, HealthStatus.Condition) -> Void = { _, _ in }
  ) {
    self.interval = interval
    self.onChange = onChange
    let dependencies = checks.map { HealthStatus.Dependency(name: $0.name, isRequired: $0.isRequired, condition: .unknown) }
    let status = HealthStatus(dependencies: dependencies)
    state = Mutex(State(checks: checks, status: status))
    known = Striped(status)
  }

  public var status: HealthStatus {
    let version = version.load(ordering: .acquiring)
    return known.withLock { known in
      if known.version != version { known = state.withLock { $0.status } }
      return known
    }
  }

  /// Changes what is known, and gives it a new version.
  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      let result = body(&state)
      state.status.version += 1
      version.store(state.status.version, ordering: .releasing)
      return result
    }
  }

  /// Replaces the checks. A dependency that has a check before and after keeps its condition.
  public func replace(checks: [HealthCheck]) {
    change { state in
      let known = Dictionary(state.status.dependencies.map { ($0.name, $0.condition) }) { first, _ in first }
      state.checks = checks
      state.status.dependencies = checks.map {
        HealthStatus.Dependency(name: $0.name, isRequired: $0.isRequired, condition: known[$0.name] ?? .unknown)
      }
    }
  }

  /// Marks the process as not ready, because it is about to stop.
  public func markDraining() { change { $0.status.isDraining = true } }

  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await self.check()
        try? await Task.sleep(for: self.interval)
      }
    }
  }

  /// Runs each check once, all concurrently.
  public func check() async {
    let checks = state.withLock { $0.checks }
    await withTaskGroup(of: (String, Bool).self) { group in
      for check in checks { group.addTask { (check.name, await check.isUp()) } }
      for await (name, isUp) in group where !Task.isCancelled { record(name, isUp ? .up : .down) }
    }
  }

  private func record(_ name: String, _ condition: HealthStatus.Condition) {
    let isKnown = state.withLock { state in
      state.status.dependencies.first { $0.name == name }?.condition == condition
    }
    if isKnown { return }
    let isChange = change { state in
      guard let index = state.status.dependencies.firstIndex(where: { $0.name == name }) else { return false }
      defer { state.status.dependencies[index].condition = condition }
      return state.status.dependencies[index].condition != condition
    }
    if isChange { onChange(name, condition) }
  }
}
