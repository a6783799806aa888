/// Something that happened to an aggregate, as the domain tells it; the outbox adds source, sequence and trace.
public struct DomainEvent: Sendable, Equatable {
  /// The event's own identifier, by which consumers recognise a repetition.
  public let id: EntityID
  /// What kind of event it is: also its routing key.
  public let type: EventType
  /// The entity that it happened to; events of one aggregate keep their order.
  public let aggregateID: EntityID
  /// The user whose data it concerns.
  public let userID: EntityID?
  /// When it happened.
  public let occurredAt: Timestamp
  /// The text of a JSON object.
  public let data: [UInt8]

  /// An event; `data` must be the text of one JSON object.
  public init(
    id: EntityID = .make(), type: EventType, aggregateID: EntityID, userID: EntityID?, occurredAt: Timestamp = .now, data: [UInt8]
  ) {
    self.id = id
    self.type = type
    self.aggregateID = aggregateID
    self.userID = userID
    self.occurredAt = occurredAt
    self.data = data
  }
}
