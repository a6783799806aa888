import JSON
import SharedKernel

/// An event as a consumer gets it.
public struct IncomingEvent: Sendable {
  /// The event's own identifier.
  public let id: EntityID
  /// Such as `order.created`.
  public let type: String
  /// Of the shape of `data`.
  public let version: Int
  /// The service that it comes from.
  public let source: String
  /// When it happened.
  public let occurredAt: Timestamp
  /// The entity that it happened to.
  public let aggregateID: EntityID
  /// Rises with every event of its source.
  public let sequence: Int64
  /// The user whose data it concerns.
  public let userID: EntityID?
  /// The trace in which it happened.
  public let traceparent: String?
  /// What happened; a JSON object.
  public let data: JSONView

  /// Reads a message's body; unknown members are left alone, so that publishers may add some.
  public init(body: [UInt8]) throws(MessagingError) {
    let root: JSONView
    do { root = try JSONDocument(parsing: body, maximumDepth: 64).root } catch { throw .malformed("not JSON") }
    guard root.kind == .object else { throw .malformed("not an object") }
    id = try Self.identifier(root, "id")
    aggregateID = try Self.identifier(root, "aggregateId")
    userID = root["userId"]?.isNull ?? true ? nil : try Self.identifier(root, "userId")
    guard let type = root["type"]?.string, !type.isEmpty else { throw .malformed("type") }
    guard let source = root["source"]?.string else { throw .malformed("source") }
    guard let version = root["version"]?.int, let version = Int(exactly: version), version > 0 else { throw .malformed("version") }
    guard let time = root["occurredAt"]?.string, let occurredAt = Timestamp(rfc3339: time) else { throw .malformed("occurredAt") }
    guard let sequence = root["sequence"]?.int else { throw .malformed("sequence") }
    guard let data = root["data"], data.kind == .object else { throw .malformed("data") }
    self.type = type
    self.source = source
    self.version = version
    self.occurredAt = occurredAt
    self.sequence = sequence
    self.data = data
    traceparent = root["traceparent"]?.string
  }

  private static func identifier(_ root: JSONView, _ name: String) throws(MessagingError) -> EntityID {
    guard let text = root[name]?.string, let id = EntityID(text) else { throw .malformed(name) }
    return id
  }
}
