import ServiceLifecycle
import ServiceStorage

/// What a service hands to its host: its routes, and what runs beside the HTTP server.
public struct ServiceParts: Sendable {
  /// All routes.
  public var routes: [Route]
  /// What runs in the background, in order of start: RabbitMQ, relay, consumers. They stop in the opposite order, after the HTTP server.
  public var background: [any Service]
  /// What is done from time to time, besides the host's own tidying up.
  public var jobs: [ScheduledJob]
  /// Dependencies to watch besides Postgres and Redis, which the host watches itself.
  public var checks: [HealthCheck]

  /// The parts of one service.
  public init(routes: [Route], background: [any Service] = [], jobs: [ScheduledJob] = [], checks: [HealthCheck] = []) {
    self.routes = routes
    self.background = background
    self.jobs = jobs
    self.checks = checks
  }
}
