import Authentication
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
  /// What else runs in the background.
  public var background: [any Service]
  /// Answers when the set of revoked tokens in Redis is incomplete; nil: the user service is asked (`USER_SERVICE_URL`).
  public var revocations: (any RevocationList)?

  public init(
    routes: [Route], subscribers: [EventSubscription], consumers: [any Service], jobs: [ScheduledJob] = [], background: [any Service] = [],
    revocations: (any RevocationList)? = nil
  ) {
    self.routes = routes
    self.subscribers = subscribers
    self.consumers = consumers
    self.jobs = jobs
    self.background = background
    self.revocations = revocations
  }
}
