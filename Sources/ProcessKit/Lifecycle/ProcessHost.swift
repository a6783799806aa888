import Logging
import Observability
import ServiceLifecycle
import UnixSignals

/// The start and the orderly stop that all processes share.
public enum ProcessHost {
  /// Starts logging and installs a metrics registry. Call it once, at the start of a process.
  ///
  /// - Parameter revision: `TRELLIS_REVISION`, the commit that the program was built from.
  public static func bootstrap(logLevel: Logger.Level, revision: String?) -> PrometheusRegistry {
    LoggingBootstrap.start(level: logLevel)
    let registry = PrometheusRegistry()
    registry.addProcessMetrics(revision: revision ?? "unknown")
    registry.install()
    return registry
  }

  /// Runs until a signal arrives or the task is cancelled.
  ///
  /// The services start in the order given: `background`, the monitor, `server`. They stop in the opposite order: `/ready` answers 503,
  /// after `drainPause` the server stops accepting and answers what is in flight, and the background services stop last.
  public static func run(
    background: [any Service], monitor: HealthMonitor, server: any Service, drainPause: Duration = .zero,
    stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], logger: Logger
  ) async throws {
    let services = background + [monitor, server, DrainMark(monitor: monitor, pause: drainPause)]
    let configuration = ServiceGroupConfiguration(
      services: services.map { .init(service: $0, serviceName: "\(type(of: $0))") }, gracefulShutdownSignals: signals, logger: logger)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// Writes the message to standard error and ends the process; log lines in memory are written first.
  public static func exit(_ message: String, status: Int32) -> Never {
    LogSink.standardOutput.flush()
    var rest = Array((message + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { break }
    }
    endProcess(status)
  }
}

/// Starts last and therefore stops first: it reports that the process is no longer ready, and keeps the server running for `pause`, so that
/// load balancers stop sending requests.
private struct DrainMark: Service {
  let monitor: HealthMonitor
  let pause: Duration

  func run() async throws {
    do { try await gracefulShutdown() } catch {}
    monitor.markDraining()
    if pause > .zero { try? await Task.sleep(for: pause) }
  }
}

#if canImport(Glibc)
import Glibc
private func endProcess(_ status: Int32) -> Never { Glibc.exit(status) }
#elseif canImport(Darwin)
import Darwin
private func endProcess(_ status: Int32) -> Never { Darwin.exit(status) }
#endif
