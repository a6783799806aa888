import SharedKernel

/// A place in a distributed trace, as W3C Trace Context's `traceparent` says it.
public struct TraceContext: Sendable, Hashable {
  /// The header field.
  public static let headerName = "traceparent"

  // Numbers, since few steps are ever written down.
  private let traceHigh: UInt64
  private let traceLow: UInt64
  private let span: UInt64
  /// Whether somebody records the trace.
  public let isSampled: Bool

  /// 32 lower-case hexadecimal digits, the same for the whole trace.
  public var traceID: String { hexadecimal([traceHigh, traceLow]) }

  /// 16 lower-case hexadecimal digits: this step.
  public var spanID: String { hexadecimal([span]) }

  /// A new trace.
  public static func make() -> TraceContext {
    TraceContext(traceHigh: RandomBits.next(), traceLow: RandomBits.next() | 1, isSampled: true)
  }

  /// The next step of the trace that came with a request; a new trace when nothing valid came.
  public static func continuing(_ received: String?) -> TraceContext {
    guard let parent = received.flatMap({ TraceContext(traceparent: $0) }) else { return make() }
    return parent.child()
  }

  private init(traceHigh: UInt64, traceLow: UInt64, isSampled: Bool) {
    self.traceHigh = traceHigh
    self.traceLow = traceLow
    self.isSampled = isSampled
    span = RandomBits.next() | 1
  }

  /// Reads `traceparent` (§3.2); of versions after 00 it reads what is known. Nil for anything else.
  public init?(traceparent: String) {
    let bytes = Array(traceparent.utf8)
    guard bytes.count == 55 || (bytes.count > 55 && bytes[55] == UInt8(ascii: "-") && bytes.count <= 512),
      bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"), bytes[52] == UInt8(ascii: "-"),
      let version = hexadecimalValue(bytes[0..<2]), version != 0xFF, version != 0 || bytes.count == 55,
      let traceHigh = hexadecimalValue(bytes[3..<19]), let traceLow = hexadecimalValue(bytes[19..<35]), traceHigh | traceLow != 0,
      let span = hexadecimalValue(bytes[36..<52]), span != 0, let flags = hexadecimalValue(bytes[53..<55])
    else { return nil }
    self.traceHigh = traceHigh
    self.traceLow = traceLow
    self.span = span
    isSampled = flags & 1 == 1
  }

  /// A step below this one.
  public func child() -> TraceContext { TraceContext(traceHigh: traceHigh, traceLow: traceLow, isSampled: isSampled) }

  /// The header field's value, version 00.
  public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

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

private func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
  default: nil
  }
}

/// At most 16 digits.
private func hexadecimalValue(_ digits: ArraySlice<UInt8>) -> UInt64? {
  var value: UInt64 = 0
  for byte in digits {
    guard let digit = hexadecimalDigit(byte) else { return nil }
    value = value * 16 + digit
  }
  return value
}
