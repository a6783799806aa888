/// The identifier of an entity or event: a UUID. New ones are version 7 (RFC 9562 §5.7), so that ids sort by creation time.
public struct EntityID: Hashable, Sendable {
  /// The first eight bytes in network order: 48 bits of Unix milliseconds, the version, 12 bits of counter.
  public let high: UInt64
  /// The last eight bytes in network order: the variant and 62 random bits.
  public let low: UInt64

  /// Wraps sixteen bytes that are a UUID of any version.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new version 7 identifier, greater than every earlier one of this process.
  public static func make() -> EntityID { EntityIDGenerator.shared.next() }
}

extension EntityID: Comparable {
  /// Byte order, which for version 7 is the order of creation.
  public static func < (left: EntityID, right: EntityID) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
