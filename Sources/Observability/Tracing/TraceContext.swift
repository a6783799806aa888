import JSON
import SharedKernel

/// A span of a distributed trace (W3C Trace Context, `traceparent`).
public struct TraceContext: Sendable, Hashable {
  public static let headerName = "traceparent"

  // Numbers, since most spans are never formatted.
  private let traceHigh: UInt64
  private let traceLow: UInt64
  private let span: UInt64
  /// Whether the trace is recorded.
  public let isSampled: Bool

  /// 32 lower-case hexadecimal digits, the same for the whole trace.
  public var traceID: String { hexadecimal([traceHigh, traceLow]) }

  /// 16 lower-case hexadecimal digits.
  public var spanID: String { hexadecimal([span]) }

  public static func make() -> TraceContext {
    TraceContext(traceHigh: RandomBits.next(), traceLow: RandomBits.next() | 1, isSampled: true)
  }

  /// A child span of the received `traceparent`; a new trace when it is missing or not valid.
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

  /// Reads `traceparent` (§3.2). Of later versions than 00 it reads the known fields. Nil for any other text.
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

  public func child() -> TraceContext { TraceContext(traceHigh: traceHigh, traceLow: traceLow, isSampled: isSampled) }

  /// The value of the header field, version 00.
  public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
}

/// 16 digits per word. All zeros are no identifier (§3.2.2.3, §3.2.2.4), so the caller sets one bit of each.
private func hexadecimal(_ words: [UInt64]) -> String {
  String(unsafeUninitializedCapacity: words.count * 16) { buffer in
    for position in 0..<words.count * 16 {
      let nibble = UInt8(truncatingIfNeeded: words[position / 16] >> UInt64(60 - position % 16 * 4)) & 0xF
      buffer[position] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
    return words.count * 16
  }
}

/// The value of at most 16 lower-case digits.
private func hexadecimalValue(_ digits: ArraySlice<UInt8>) -> UInt64? {
  var value: UInt64 = 0
  for byte in digits {
    guard let digit = hexDigitValue(byte), !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) else { return nil }
    value = value << 4 | UInt64(digit)
  }
  return value
}
