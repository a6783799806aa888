import Messaging
import ServiceKit
import ServiceLifecycle
import ServiceStorage

/// What a service adds to the parts that `ServiceHost` runs for every service.
public struct ServiceParts: Sendable {
  public var routes: [Route]
  /// The queues of other services that receive this service's events. They are declared before the first event is published.
  public var subscribers: [EventSubscription]
  /// The consumers of events. They stop after the HTTP server.
  public var consumers: [any Service]
  /// Jobs besides `StandardJobs`.
  public var jobs: [ScheduledJob]

  public init(routes: [Route], subscribers: [EventSubscription], consumers: [any Service], jobs: [ScheduledJob] = []) {
    self.routes = routes
    self.subscribers = subscribers
    self.consumers = consumers
    self.jobs = jobs
  }
}
