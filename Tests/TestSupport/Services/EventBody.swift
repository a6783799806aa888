import SharedKernel

/// The body of an event's message, as a consumer receives it. `data` is JSON text.
public func eventBody(
  _ name: String, data: String, id: EntityID = .make(), aggregateID: EntityID = .make(), userID: EntityID? = nil, sequence: Int64 = 1
) -> [UInt8] {
  let userID = userID.map { "\"\($0)\"" } ?? "null"
  return Array(
    """
    {"id":"\(id)","type":"\(name)","version":1,"source":"test","occurredAt":"\(Timestamp.now)","aggregateId":"\(aggregateID)",\
    "sequence":\(sequence),"userId":\(userID),"traceparent":null,"data":\(data)}
    """.utf8)
}
