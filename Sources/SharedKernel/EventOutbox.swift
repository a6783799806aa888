/// Where a use case leaves its events, inside its unit of work, to be published afterwards. `Messaging.Outbox` is one.
public protocol EventOutbox: Sendable {
  /// Appends events in their order; they are published only if the surrounding unit of work takes effect.
  func append(_ events: [DomainEvent]) async throws
}
