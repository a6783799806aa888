/// The field lines of a head or trailer, parsed strictly (RFC 9112 §5), and the framing that they define.
package struct FieldSection: Sendable {
  /// The transfer codings of a message (RFC 9112 §6.1).
  package enum TransferCoding: Sendable {
    case none
    case chunked
    /// A coding that is not implemented here.
    case unknown
    /// `chunked` that is not last or occurs twice, or an empty list.
    case invalid
  }

  package private(set) var entries: [HTTPFields.Entry] = []
  package private(set) var contentLength: Int?
  package private(set) var transferCoding = TransferCoding.none
  package private(set) var hostCount = 0
  /// `Connection: close` is present.
  package private(set) var closes = false
  /// `Connection: keep-alive` is present.
  package private(set) var keepsAlive = false
  /// `Expect: 100-continue` is present.
  package private(set) var expectsContinue = false

  package init() {}

  /// Adds one line, without its CRLF.
  package mutating func add(_ line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
    let first = bytes[line.lowerBound]
    guard first != 0x20, first != 0x09 else { throw HTTPError(.malformed, "a header line is folded") }
    var colon = line.lowerBound
    while colon < line.upperBound, HTTPCharacter.isToken(bytes[colon]) { colon += 1 }
    guard colon < line.upperBound, colon > line.lowerBound, bytes[colon] == UInt8(ascii: ":") else {
      throw HTTPError(.malformed, "a header line has no valid name before its colon")
    }
    var start = colon + 1
    var end = line.upperBound
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    guard HTTPCharacter.areFieldValue(UnsafeBufferPointer(rebasing: bytes[start..<end])) else {
      throw HTTPError(.malformed, "a header value has a control character")
    }
    if entries.isEmpty { entries.reserveCapacity(8) }
    let name = UnsafeBufferPointer(rebasing: bytes[line.lowerBound..<colon])
    entries.append(
      HTTPFields.Entry(nameStart: line.lowerBound, nameLength: name.count, valueStart: start, valueLength: end - start))
    try noteFraming(name, UnsafeBufferPointer(rebasing: bytes[start..<end]))
  }

  private mutating func noteFraming(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
    switch name.count {
    case 4 where Self.equal(name, "host"):
      hostCount += 1
      guard value.allSatisfy(Self.isHostByte) else { throw HTTPError(.malformed, "the Host header is not a host") }
    case 6 where Self.equal(name, "expect"):
      guard Self.equal(value, "100-continue") else { throw HTTPError(.expectationFailed, "the only supported expectation is 100-continue") }
      expectsContinue = true
    case 10 where Self.equal(name, "connection"):
      Self.forEachElement(value) { element in
        if Self.equal(element, "close") { closes = true }
        if Self.equal(element, "keep-alive") { keepsAlive = true }
      }
    case 14 where Self.equal(name, "content-length"):
      // RFC 9112 §6.3 allows equal repetitions to be accepted or rejected; rejecting them excludes any difference between recipients.
      guard contentLength == nil else { throw HTTPError(.malformed, "Content-Length is present more than once") }
      guard let length = Self.decimal(value) else { throw HTTPError(.malformed, "Content-Length is not a number") }
      contentLength = length
    case 17 where Self.equal(name, "transfer-encoding"):
      noteCodings(value)
    default: break
    }
  }

  private mutating func noteCodings(_ value: UnsafeBufferPointer<UInt8>) {
    var isEmpty = true
    Self.forEachElement(value) { element in
      isEmpty = false
      let isChunked = Self.equal(element, "chunked")
      switch transferCoding {
      case .none: transferCoding = isChunked ? .chunked : .unknown
      case .chunked: transferCoding = .invalid
      case .unknown, .invalid: break
      }
    }
    if isEmpty { transferCoding = .invalid }
  }

  /// 1*DIGIT, at most 18 of them so that no sum overflows.
  package static func decimal(_ value: UnsafeBufferPointer<UInt8>) -> Int? {
    guard !value.isEmpty, value.count <= 18 else { return nil }
    var number = 0
    for byte in value {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  /// Whether the bytes equal the lower-case text, ignoring case.
  @inline(__always) package static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    let other = text.utf8Start
    for index in 0..<bytes.count where HTTPCharacter.lowercased(bytes[index]) != other[index] { return false }
    return true
  }

  /// The elements of a comma-separated list (RFC 9110 §5.6.1), without empty ones.
  private static func forEachElement(_ value: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var start = 0
    while start < value.count {
      var end = start
      while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
      var (first, last) = (start, end)
      while first < last, value[first] == 0x20 || value[first] == 0x09 { first += 1 }
      while last > first, value[last - 1] == 0x20 || value[last - 1] == 0x09 { last -= 1 }
      if first < last { body(UnsafeBufferPointer(rebasing: value[first..<last])) }
      start = end + 1
    }
  }

  /// uri-host and port (RFC 9110 §7.2): what RFC 3986 allows in a reg-name, an IP literal and a port.
  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x5B, 0x5D, 0x61...0x7A: true
    case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&")...UInt8(ascii: "."), UInt8(ascii: ";"),
      UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "~"):
      byte != UInt8(ascii: ",")
    default: false
    }
  }
}
