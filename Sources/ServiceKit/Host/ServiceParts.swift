import ServiceLifecycle

/// What a service hands to its host: its routes, and what runs beside the HTTP server.
public struct ServiceParts: Sendable {
  /// All routes.
  public var routes: [Route]
  /// What runs in the background, in order of start: RabbitMQ, relay, consumers. They stop in the opposite order, after the HTTP server.
  public var background: [any Service]
  /// Dependencies to watch besides Postgres and Redis, which the host watches itself.
  public var checks: [HealthCheck]

  /// The parts of one service.
  public init(routes: [Route], background: [any Service] = [], checks: [HealthCheck] = []) {
    self.routes = routes
    self.background = background
    self.checks = checks
  }
}
