import JSON
import Postgres
import RabbitMQ
import SharedKernel

/// One row of the outbox on its way to the broker.
struct OutboxRecord: Sendable {
  let sequence: Int64
  let eventID: EntityID
  let type: String
  let source: String
  let aggregateID: EntityID
  let userID: EntityID?
  let occurredAt: Timestamp
  let traceparent: String?
  let data: [UInt8]

  init(_ row: PostgresRow) throws(PostgresError) {
    sequence = try row.get("id")
    eventID = try row.get("event_id")
    type = try row.get("event_type")
    source = try row.get("source")
    aggregateID = try row.get("aggregate_id")
    userID = try row.get("user_id")
    occurredAt = try row.get("occurred_at")
    traceparent = try row.get("traceparent")
    data = try row.get("data")
  }

  /// The envelope, as design/services.md has it.
  func message(exchange: String) -> RabbitMQMessage {
    var writer = JSONWriter(capacity: data.count + 384)
    writer.beginObject()
    writer.name("id")
    writer.string(eventID.description)
    writer.name("type")
    writer.string(type)
    writer.name("version")
    writer.number(1)
    writer.name("source")
    writer.string(source)
    writer.name("occurredAt")
    writer.string(occurredAt.description)
    writer.name("aggregateId")
    writer.string(aggregateID.description)
    writer.name("sequence")
    writer.number(sequence)
    writer.name("userId")
    if let userID { writer.string(userID.description) } else { writer.null() }
    writer.name("traceparent")
    if let traceparent { writer.string(traceparent) } else { writer.null() }
    writer.name("data")
    writer.raw(data)
    writer.endObject()
    return RabbitMQMessage(
      exchange: exchange, routingKey: type, id: eventID.description,
      headers: traceparent.map { ["traceparent": $0] } ?? [:], body: writer.bytes)
  }

  /// The first record of each aggregate: what may be under way at once, so that a refused event is never overtaken by a later one
  /// of its aggregate.
  static func firstOfEachAggregate(_ records: [OutboxRecord]) -> [OutboxRecord] {
    var seen: Set<EntityID> = []
    return records.filter { seen.insert($0.aggregateID).inserted }
  }
}
