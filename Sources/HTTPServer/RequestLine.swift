import HTTPCore

/// request-line = method SP request-target SP HTTP-version (RFC 9112 §3), with single spaces.
struct RequestLine {
  let method: HTTPMethod
  let target: String
  let minorVersion: UInt8

  init(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, limits: HTTPLimits) throws(HTTPError) {
    var index = range.lowerBound
    while index < range.upperBound, HTTPCharacter.isToken(bytes[index]) { index += 1 }
    guard index > range.lowerBound, index < range.upperBound, bytes[index] == 0x20, index - range.lowerBound <= 32 else {
      throw HTTPError(.malformed, "the method is not valid")
    }
    let methodBytes = UnsafeBufferPointer(rebasing: bytes[range.lowerBound..<index])
    let start = index + 1
    index = start
    while index < range.upperBound, HTTPCharacter.isTarget(bytes[index]) { index += 1 }
    guard index - start <= limits.targetBytes else { throw HTTPError(.targetTooLong, "the request target is longer than allowed") }
    guard index > start, index < range.upperBound, bytes[index] == 0x20 else {
      throw HTTPError(.malformed, "the request target is not valid")
    }
    let targetBytes = UnsafeBufferPointer(rebasing: bytes[start..<index])
    minorVersion = try Self.version(UnsafeBufferPointer(rebasing: bytes[index + 1..<range.upperBound]))
    method = Self.method(methodBytes)
    target = String(decoding: targetBytes, as: UTF8.self)
    guard Self.isForm(targetBytes, target, method) else { throw HTTPError(.malformed, "the request target is not valid") }
  }

  /// The error for a request line that exceeds the limit of the head.
  static func tooLong(_ bytes: UnsafeBufferPointer<UInt8>, limits: HTTPLimits) -> HTTPError {
    let afterMethod = bytes.firstIndex(of: 0x20).map { bytes.count - $0 } ?? 0
    return afterMethod > limits.targetBytes
      ? HTTPError(.targetTooLong, "the request target is longer than allowed")
      : HTTPError(.malformed, "the method is not valid")
  }

  /// Method and path of a request line that may be incomplete or invalid after its path; nil if they are not valid.
  static func outline(_ bytes: UnsafeBufferPointer<UInt8>) -> (method: HTTPMethod, path: String)? {
    guard let methodEnd = bytes.prefix(33).firstIndex(where: { !HTTPCharacter.isToken($0) }), methodEnd > 0, bytes[methodEnd] == 0x20 else {
      return nil
    }
    let path = bytes[(methodEnd + 1)...].prefix(1024).prefix { HTTPCharacter.isTarget($0) && $0 != UInt8(ascii: "?") }
    guard path.first == UInt8(ascii: "/") else { return nil }
    let method = String(decoding: bytes[..<methodEnd], as: UTF8.self)
    return (HTTPMethod(rawValue: method), String(decoding: path, as: UTF8.self))
  }

  private static func method(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPMethod {
    // The two methods of almost all requests need no string.
    if bytes.count == 3, bytes[0] == UInt8(ascii: "G"), bytes[1] == UInt8(ascii: "E"), bytes[2] == UInt8(ascii: "T") { return .get }
    if bytes.count == 4, bytes[0] == UInt8(ascii: "P"), bytes[1] == UInt8(ascii: "O"), bytes[2] == UInt8(ascii: "S"),
      bytes[3] == UInt8(ascii: "T")
    {
      return .post
    }
    return HTTPMethod(rawValue: String(decoding: bytes, as: UTF8.self))
  }

  /// HTTP-version = "HTTP/" DIGIT "." DIGIT; other major versions are another protocol → 505.
  private static func version(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> UInt8 {
    let text: StaticString = "HTTP/"
    guard bytes.count == 8, (0..<5).allSatisfy({ bytes[$0] == text.utf8Start[$0] }), (0x30...0x39).contains(bytes[5]),
      bytes[6] == UInt8(ascii: "."), (0x30...0x39).contains(bytes[7])
    else { throw HTTPError(.malformed, "the HTTP version is not valid") }
    guard bytes[5] == UInt8(ascii: "1") else { throw HTTPError(.versionNotSupported, "only HTTP/1.0 and HTTP/1.1 are supported") }
    return bytes[7] - 0x30
  }

  /// origin-form, absolute-form, and `*` for OPTIONS (RFC 9112 §3.2). The authority-form of CONNECT is for proxies.
  private static func isForm(_ bytes: UnsafeBufferPointer<UInt8>, _ target: String, _ method: HTTPMethod) -> Bool {
    if bytes[0] == UInt8(ascii: "/") { return true }
    if method == .options, target == "*" { return true }
    return HTTPURL(target) != nil
  }
}
