import HTTPCore

/// Writes requests as HTTP/1.1 bytes.
enum RequestEncoder {
  /// The whole request. Throws `.invalidRequest` for a method or target that could break the framing.
  static func encode(_ request: HTTPRequest, authority: String) throws(HTTPClientError) -> [UInt8] {
    let method = request.method.rawValue
    guard !method.isEmpty, method.utf8.allSatisfy(HTTPCharacter.isToken) else { throw .invalidRequest("the method is not a token") }
    let isAsterisk = request.target == "*" && request.method == .options
    guard request.target.utf8.first == UInt8(ascii: "/") || isAsterisk, request.target.utf8.allSatisfy(HTTPCharacter.isTarget) else {
      throw .invalidRequest("the target is not in origin form")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      method.utf8.count + request.target.utf8.count + authority.utf8.count + request.headers.bytes.count + request.body.count + 64)
    bytes.append(contentsOf: method.utf8)
    bytes.append(0x20)
    bytes.append(contentsOf: request.target.utf8)
    append(" HTTP/1.1\r\nhost: ", to: &bytes)
    bytes.append(contentsOf: authority.utf8)
    append("\r\n", to: &bytes)
    request.headers.withWireFields(isExcluded: isClientField) { bytes.append(contentsOf: $0) }
    // RFC 9110 §8.6: a method that defines content sends Content-Length even when it is 0.
    if !request.body.isEmpty || request.method == .post || request.method == .put || request.method == .patch {
      append("content-length: ", to: &bytes)
      bytes.append(contentsOf: String(request.body.count).utf8)
      append("\r\n", to: &bytes)
    }
    append("\r\n", to: &bytes)
    bytes.append(contentsOf: request.body)
    return bytes
  }

  /// The fields that only the client writes.
  private static func isClientField(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    switch name.count {
    case 4: FieldSection.equal(name, "host")
    case 6: FieldSection.equal(name, "expect")
    case 10: FieldSection.equal(name, "connection") || FieldSection.equal(name, "keep-alive")
    case 14: FieldSection.equal(name, "content-length")
    case 17: FieldSection.equal(name, "transfer-encoding")
    default: false
    }
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
