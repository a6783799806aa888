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
  public var traceID: String {
    String(unsafeUninitializedCapacity: 32) { buffer in
      guard let digits = buffer.baseAddress else { return 0 }
      writeHexadecimal(traceHigh, to: digits)
      writeHexadecimal(traceLow, to: digits + 16)
      return 32
    }
  }

  /// 16 lower-case hexadecimal digits.
  public var spanID: String {
    String(unsafeUninitializedCapacity: 16) { buffer in
      guard let digits = buffer.baseAddress else { return 0 }
      writeHexadecimal(span, to: digits)
      return 16
    }
  }

  /// All zeros are no identifier (§3.2.2.3, §3.2.2.4), so one bit of each is set.
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
  public var traceparent: String { String(unsafeUninitializedCapacity: Self.length, initializingUTF8With: write) }

  /// The bytes of `traceparent`.
  static var length: Int { 55 }

  /// Writes the bytes of `traceparent` to the start of a buffer that has room for them, and returns their count.
  func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard let base = buffer.baseAddress, buffer.count >= Self.length else { return 0 }
    for (position, byte) in "00-".utf8.enumerated() { base[position] = byte }
    writeHexadecimal(traceHigh, to: base + 3)
    writeHexadecimal(traceLow, to: base + 19)
    base[35] = UInt8(ascii: "-")
    writeHexadecimal(span, to: base + 36)
    base[52] = UInt8(ascii: "-")
    base[53] = UInt8(ascii: "0")
    base[54] = UInt8(ascii: isSampled ? "1" : "0")
    return Self.length
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
