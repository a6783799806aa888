import ServiceKit
import ServiceLifecycle
import ServiceStorage

/// What a service adds to the parts that `ServiceHost` runs for every service.
public struct ServiceParts: Sendable {
  public var routes: [Route]
  /// The consumers of events. They stop after the HTTP server.
  public var consumers: [any Service]
  /// Jobs besides `StandardJobs`.
  public var jobs: [ScheduledJob]

  public init(routes: [Route], consumers: [any Service], jobs: [ScheduledJob] = []) {
    self.routes = routes
    self.consumers = consumers
    self.jobs = jobs
  }
}
