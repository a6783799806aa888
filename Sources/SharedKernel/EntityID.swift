import JSON

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

extension EntityID: LosslessStringConvertible {
  /// Reads the 36-character form of RFC 9562 §4 in either case; `nil` for any other text.
  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ EntityID(utf8: $0) }) else { return nil }
    self = id
  }

  /// Reads the same form from its bytes.
  public init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count == 36 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    var digits = 0
    for position in 0..<36 {
      let byte = utf8[position]
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let nibble = hexDigitValue(byte) else { return nil }
      if digits < 16 { halves.0 = halves.0 << 4 | UInt64(nibble) } else { halves.1 = halves.1 << 4 | UInt64(nibble) }
      digits += 1
    }
    self.init(high: halves.0, low: halves.1)
  }

  /// The 36-character lower-case form of RFC 9562 §4.
  public var description: String { String(unsafeUninitializedCapacity: 36, initializingUTF8With: write) }

  /// Writes the 36 bytes of `description` to the start of a buffer that has room for them, and returns their count.
  public func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard let base = buffer.baseAddress, buffer.count >= 36 else { return 0 }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { memory in
      guard let digits = memory.baseAddress else { return }
      writeHexadecimal(high, to: digits)
      writeHexadecimal(low, to: digits + 16)
      base.update(from: digits, count: 8)
      (base + 9).update(from: digits + 8, count: 4)
      (base + 14).update(from: digits + 12, count: 4)
      (base + 19).update(from: digits + 16, count: 4)
      (base + 24).update(from: digits + 20, count: 12)
    }
    for dash in stride(from: 8, through: 23, by: 5) { base[dash] = UInt8(ascii: "-") }
    return 36
  }
}
