import HTTPCore

/// Writes responses as HTTP/1.1 bytes. The server owns the framing: what a handler says about Content-Length, Transfer-Encoding,
/// Connection and Date is left out.
enum ResponseEncoder {
  /// How the connection and the body of a response are framed.
  struct Framing {
    /// The connection goes on.
    var keepsAlive: Bool
    /// The peer speaks HTTP/1.0: it must be told that the connection goes on, and knows no chunks.
    var isOldVersion: Bool
    /// The request was HEAD: the head is as for GET, and no body follows (RFC 9110 §9.3.2).
    var isHead: Bool
  }

  /// Appends the head, and the body when it fits the framing and is not streamed.
  static func encode(_ response: HTTPResponse, _ framing: Framing, common: [UInt8], into output: inout [UInt8]) {
    encodeHead(response, framing, common: common, into: &output)
    if sendsBody(response, framing) { output.append(contentsOf: response.body) }
  }

  /// Whether a (not streamed) body follows the head.
  static func sendsBody(_ response: HTTPResponse, _ framing: Framing) -> Bool {
    response.stream == nil && !framing.isHead && !response.status.forbidsBody
  }

  /// Appends status line, fields and the empty line. `common` are complete field lines that every response has.
  static func encodeHead(_ response: HTTPResponse, _ framing: Framing, common: [UInt8], into output: inout [UInt8]) {
    appendStatusLine(response.status, into: &output)
    appendFields(response.headers, into: &output)
    output.append(contentsOf: common)
    if !response.status.forbidsBody {
      if response.stream != nil {
        if !framing.isOldVersion { append("transfer-encoding: chunked\r\n", into: &output) }
      } else {
        append("content-length: ", into: &output)
        appendDecimal(response.body.count, into: &output)
        append("\r\n", into: &output)
      }
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
    // Three digits, whatever a handler made up.
    appendDecimal((100...999).contains(status.code) ? status.code : 500, into: &output)
    output.append(0x20)
    output.append(contentsOf: status.reasonPhrase.utf8)
    append("\r\n", into: &output)
  }

  private static func appendFields(_ fields: HTTPFields, into output: inout [UInt8]) {
    fields.withWireFields(isLeftOut: isServersOwn) { output.append(contentsOf: $0) }
  }

  /// The fields that only the server writes.
  private static func isServersOwn(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    switch name.count {
    case 4: FieldSection.equal(name, "date")
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
