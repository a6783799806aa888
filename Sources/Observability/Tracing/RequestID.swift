import SharedKernel

/// The identifier of one request, `X-Request-ID`, from the edge to the last log line.
public enum RequestID {
  public static let headerName = "X-Request-ID"

  public static func make() -> String { fresh().description }

  /// A new identifier: a version 7 UUID. Unlike those of entities, the identifiers of one millisecond have no order, so that threads that
  /// make them do not wait for each other.
  static func fresh() -> EntityID {
    let milliseconds = UInt64(max(0, Timestamp.now.microseconds / 1000))
    return EntityID(
      high: milliseconds << 16 | 0x7000 | RandomBits.next() & 0xFFF, low: 0x8000_0000_0000_0000 | RandomBits.next() >> 2)
  }

  /// The received identifier if it has 1–128 characters of `A–Z a–z 0–9 . _ -`, which are safe in logs and headers; otherwise a new one.
  public static func accepting(_ received: String?) -> String {
    valid(received) ?? make()
  }

  /// The received identifier; nil if it is missing or not valid.
  static func valid(_ received: String?) -> String? {
    guard let received, (1...128).contains(received.utf8.count), received.utf8.allSatisfy(isAllowed) else { return nil }
    return received
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
