/// The identifier of every entity and event: a UUID, made as version 7 (RFC 9562 §5.7), so that ids sort by the time they were made.
public struct EntityID: Hashable, Sendable {
  /// The first eight bytes in network order: 48 bits of Unix milliseconds, the version, 12 bits of counter.
  public let high: UInt64
  /// The last eight bytes in network order: the variant and 62 random bits.
  public let low: UInt64

  /// Wraps sixteen bytes that are already a UUID, of any version.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new version 7 identifier, greater than every one that this process made before.
  public static func make() -> EntityID { EntityIDGenerator.shared.next() }

  /// The sixteen bytes, in network order, as two integers.
  public var bytes: (high: UInt64, low: UInt64) { (high, low) }

  /// The time at which a version 7 identifier was made, to the millisecond.
  public var madeAt: Timestamp { Timestamp(microseconds: Int64(high >> 16) * 1000) }
}

extension EntityID: Comparable {
  /// Byte order, which for version 7 is the order of making.
  public static func < (left: EntityID, right: EntityID) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
