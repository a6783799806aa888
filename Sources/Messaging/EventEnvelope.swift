import JSON
import SharedKernel

/// An event on the wire. `schema/events/envelope.json` describes its JSON form.
///
/// `Payload` is the type of `data`: JSON text in the relay, and the ``EventPayload`` of the consumer.
public struct EventEnvelope<Payload: Sendable>: Sendable {
  /// The event's own identifier, by which consumers recognise a repetition.
  public let id: EntityID
  /// Such as `order.created`.
  public let name: String
  /// The version of the shape of `data`.
  public let version: Int
  /// The service that published the event.
  public let source: String
  public let occurredAt: Timestamp
  /// The entity that the event happened to.
  public let aggregateID: EntityID
  /// Rises with every event of its source.
  public let sequence: Int64
  /// The user whose data it concerns.
  public let userID: EntityID?
  /// The trace in which it happened.
  public let traceparent: String?
  public let data: Payload
}

extension EventEnvelope where Payload == [UInt8] {
  /// The body of the message.
  func encoded() -> [UInt8] {
    var writer = JSONWriter(capacity: data.count + 384)
    writer.object { envelope in
      envelope.member("id", id)
      envelope.member("type", name)
      envelope.member("version", version)
      envelope.member("source", source)
      envelope.member("occurredAt", occurredAt)
      envelope.member("aggregateId", aggregateID)
      envelope.member("sequence", sequence)
      envelope.member("userId", userID)
      envelope.member("traceparent", traceparent)
      envelope.name("data")
      envelope.raw(data)
    }
    return writer.bytes
  }
}

/// The data of the events that a consumer subscribes to, as that consumer reads it.
public protocol EventPayload: Sendable {
  /// The events that the type is read from, which are the ones that its consumer's queue is bound to.
  static var eventNames: [String] { get }

  /// Reads `data`, a JSON object; members that it does not know are ignored. Throws `MessagingError.rejected` when it lacks what is needed.
  init(eventName: String, data: JSONView) throws(MessagingError)
}

extension EventEnvelope where Payload: EventPayload {
  /// Reads a message's body. Members that it does not know are ignored, so that publishers may add some. An unknown version of the shape of
  /// `data` is rejected.
  public init(body: [UInt8]) throws(MessagingError) {
    let root: JSONView
    do { root = try JSONDocument(parsing: body, maximumDepth: 64).root } catch { throw .malformed("not JSON") }
    guard root.kind == .object else { throw .malformed("not an object") }
    func identifier(_ member: String) throws(MessagingError) -> EntityID {
      guard let text = root[member]?.string, let id = EntityID(text) else { throw .malformed(member) }
      return id
    }
    id = try identifier("id")
    aggregateID = try identifier("aggregateId")
    userID = root["userId"]?.isNull ?? true ? nil : try identifier("userId")
    guard let name = root["type"]?.string, !name.isEmpty else { throw .malformed("type") }
    guard let source = root["source"]?.string else { throw .malformed("source") }
    guard let version = root["version"]?.int, let version = Int(exactly: version), version > 0 else { throw .malformed("version") }
    guard let time = root["occurredAt"]?.string, let occurredAt = Timestamp(rfc3339: time) else { throw .malformed("occurredAt") }
    guard let sequence = root["sequence"]?.int else { throw .malformed("sequence") }
    guard let data = root["data"], data.kind == .object else { throw .malformed("data") }
    guard version == 1 else { throw .rejected("unknown version \(version) of \(name)") }
    self.name = name
    self.source = source
    self.version = version
    self.occurredAt = occurredAt
    self.sequence = sequence
    traceparent = root["traceparent"]?.string
    self.data = try Payload(eventName: name, data: data)
  }
}
