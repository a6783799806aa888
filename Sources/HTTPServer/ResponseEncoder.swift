import HTTPCore

/// Writes responses as HTTP/1.1 bytes. The server owns the framing: it ignores a handler's Content-Length, Transfer-Encoding, Connection,
/// Upgrade and Date.
enum ResponseEncoder {
  /// The framing of a response, which its request and its connection determine.
  struct Framing {
    /// The connection stays open.
    var keepsAlive: Bool
    /// The client speaks HTTP/1.0: it needs `Connection: keep-alive`, and does not support chunks.
    var isOldVersion: Bool
    /// The request was HEAD: the head is as for GET, and no body follows (RFC 9110 §9.3.2).
    var isHead: Bool
  }

  /// Appends the head, and `body`, which is the response's content, if a body follows the head.
  static func encode(_ response: HTTPResponse, _ body: [UInt8], _ framing: Framing, common: [UInt8], into output: inout [UInt8]) {
    encodeHead(response, framing, common: common, into: &output)
    if sendsBody(response, framing) { output.append(contentsOf: body) }
  }

  /// Whether a body follows the head.
  static func sendsBody(_ response: HTTPResponse, _ framing: Framing) -> Bool { !framing.isHead && !response.status.forbidsBody }

  /// Appends status line, fields and the empty line. `common` are the field lines of every response.
  static func encodeHead(_ response: HTTPResponse, _ framing: Framing, common: [UInt8], into output: inout [UInt8]) {
    appendStatusLine(response.status, into: &output)
    appendFields(response.headers, into: &output)
    output.append(contentsOf: common)
    switch response.content {
    case .bytes(let body):
      if response.status.forbidsBody { break }
      append("content-length: ", into: &output)
      appendDecimal(body.count, into: &output)
      append("\r\n", into: &output)
    case .stream:
      if !framing.isOldVersion, !response.status.forbidsBody { append("transfer-encoding: chunked\r\n", into: &output) }
    case .upgrade(let upgrade):
      append("connection: upgrade\r\nupgrade: ", into: &output)
      output.append(contentsOf: upgrade.name.utf8.filter(HTTPCharacter.isFieldValue))
      return append("\r\n\r\n", into: &output)
    }
    if !framing.keepsAlive {
      append("connection: close\r\n", into: &output)
    } else if framing.isOldVersion {
      append("connection: keep-alive\r\n", into: &output)
    }
    append("\r\n", into: &output)
  }

  private static func appendStatusLine(_ status: HTTPStatus, into output: inout [UInt8]) {
    if status.code == 200 { return append("HTTP/1.1 200 OK\r\n", into: &output) }
    append("HTTP/1.1 ", into: &output)
    // Three digits, even for an invalid code of a handler.
    appendDecimal((100...999).contains(status.code) ? status.code : 500, into: &output)
    output.append(0x20)
    output.append(contentsOf: status.reasonPhrase.utf8)
    append("\r\n", into: &output)
  }

  private static func appendFields(_ fields: HTTPFields, into output: inout [UInt8]) {
    fields.withWireFields(isExcluded: isServerField) { output.append(contentsOf: $0) }
  }

  /// The fields that only the server writes.
  private static func isServerField(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    switch name.count {
    case 4: FieldSection.equal(name, "date")
    case 7: FieldSection.equal(name, "upgrade")
    case 10: FieldSection.equal(name, "connection") || FieldSection.equal(name, "keep-alive")
    case 14: FieldSection.equal(name, "content-length")
    case 17: FieldSection.equal(name, "transfer-encoding")
    default: false
    }
  }

  static func append(_ text: StaticString, into output: inout [UInt8]) {
    output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  static func appendDecimal(_ number: Int, into output: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, into: &output) }
    output.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
  }
}
