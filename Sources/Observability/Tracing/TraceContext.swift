import SharedKernel

/// A place in a distributed trace, as W3C Trace Context's `traceparent` says it.
public struct TraceContext: Sendable, Hashable {
  /// The header field.
  public static let headerName = "traceparent"

  /// 32 lower-case hexadecimal digits, the same for the whole trace.
  public let traceID: String
  /// 16 lower-case hexadecimal digits: this step.
  public let spanID: String
  /// Whether somebody records the trace.
  public let isSampled: Bool

  /// A new trace.
  public static func make() -> TraceContext {
    TraceContext(traceID: hexadecimal([RandomBits.next(), RandomBits.next() | 1]), isSampled: true)
  }

  /// The next step of the trace that came with a request; a new trace when nothing valid came.
  public static func continuing(_ received: String?) -> TraceContext {
    guard let parent = received.flatMap({ TraceContext(traceparent: $0) }) else { return make() }
    return parent.child()
  }

  private init(traceID: String, isSampled: Bool) {
    self.traceID = traceID
    self.isSampled = isSampled
    spanID = hexadecimal([RandomBits.next() | 1])
  }

  /// Reads `traceparent` (§3.2); of versions after 00 it reads what is known. Nil for anything else.
  public init?(traceparent: String) {
    let bytes = Array(traceparent.utf8)
    guard bytes.count == 55 || (bytes.count > 55 && bytes[55] == UInt8(ascii: "-") && bytes.count <= 512),
      bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"), bytes[52] == UInt8(ascii: "-"),
      let version = hexadecimalValue(bytes[0..<2]), version != 0xFF, version != 0 || bytes.count == 55,
      TraceContext.isIdentifier(bytes[3..<35]), TraceContext.isIdentifier(bytes[36..<52]),
      let flags = hexadecimalValue(bytes[53..<55])
    else { return nil }
    traceID = String(decoding: bytes[3..<35], as: UTF8.self)
    spanID = String(decoding: bytes[36..<52], as: UTF8.self)
    isSampled = flags & 1 == 1
  }

  /// A step below this one.
  public func child() -> TraceContext { TraceContext(traceID: traceID, isSampled: isSampled) }

  /// The header field's value, version 00.
  public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

  private static func isIdentifier(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.allSatisfy { hexadecimalDigit($0) != nil } && digits.contains { $0 != UInt8(ascii: "0") }
  }
}

/// 16 digits a word. All zeros are no identifier (§3.2.2.3, §3.2.2.4), so one bit of each is set by the caller.
private func hexadecimal(_ words: [UInt64]) -> String {
  String(unsafeUninitializedCapacity: words.count * 16) { buffer in
    for position in 0..<words.count * 16 {
      let nibble = UInt8(truncatingIfNeeded: words[position / 16] >> UInt64(60 - position % 16 * 4)) & 0xF
      buffer[position] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
    return words.count * 16
  }
}

private func hexadecimalDigit(_ byte: UInt8) -> Int? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a") + 10)
  default: nil
  }
}

private func hexadecimalValue(_ digits: ArraySlice<UInt8>) -> Int? {
  var value = 0
  for byte in digits {
    guard let digit = hexadecimalDigit(byte) else { return nil }
    value = value * 16 + digit
  }
  return value
}
