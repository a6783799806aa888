import SharedKernel

/// The identifier of one request, `X-Request-ID`, from the edge to the last log line.
public enum RequestID {
  public static let headerName = "X-Request-ID"

  public static func make() -> String { EntityID.make().description }

  /// The received identifier if it has 1–128 characters of `A–Z a–z 0–9 . _ -`, which are safe in logs and headers; otherwise a new one.
  public static func accepting(_ received: String?) -> String {
    guard let received, (1...128).contains(received.utf8.count), received.utf8.allSatisfy(isAllowed) else { return make() }
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
