import SharedKernel
import Synchronization
import Testing

/// A unit of work without a transaction: an error undoes nothing.
public struct DirectWork: UnitOfWork {
  public init() {}

  public func perform<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result { try await body() }
}

/// Records the events of a test.
public final class RecordedEvents<Event: DomainEvent>: EventOutbox {
  private let events = Mutex<[Event]>([])

  public init() {}

  public var all: [Event] { events.withLock { $0 } }

  public func append(_ event: some DomainEvent) async throws {
    let event = try #require(event as? Event)
    events.withLock { $0.append(event) }
  }
}
