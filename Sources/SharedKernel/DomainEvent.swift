import JSON

/// Something that happened to an aggregate. It says its name and writes its own data; the outbox adds id, source, sequence and trace.
public protocol DomainEvent: Sendable {
  /// Such as `order.created`. Also the routing key, and the name of the event's JSON Schema in `schema/events`.
  var eventName: String { get }
  /// The entity that the event happened to. Events of one aggregate keep their order.
  var aggregateID: EntityID { get }
  /// The user whose data it concerns.
  var userID: EntityID? { get }
  var occurredAt: Timestamp { get }

  /// Writes the members of the envelope's `data` object.
  func writeData(to data: inout JSONWriter)
}

extension DomainEvent {
  /// The text of the envelope's `data` object.
  public var data: [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object(writeData)
    return writer.bytes
  }
}

/// Stores events within the current unit of work. They are published after it commits. `Messaging.Outbox` implements it.
public protocol EventOutbox: Sendable {
  /// Appends an event behind those that were appended before it.
  func append(_ event: some DomainEvent) async throws
}
