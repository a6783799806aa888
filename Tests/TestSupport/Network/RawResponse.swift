/// An HTTP/1.1 response as it was received.
public struct RawResponse: Sendable, CustomStringConvertible {
  /// The head and the content, including the framing.
  public let bytes: [UInt8]
  /// Whether the peer had closed the connection when the response was read.
  public let connectionClosed: Bool

  /// The status code; 0 if there is no status line.
  public var status: Int {
    let line = text.prefix { $0 != "\r\n" && $0 != "\n" }.split(separator: " ")
    guard line.count >= 2, line[0].hasPrefix("HTTP/1.") else { return 0 }
    return Int(line[1]) ?? 0
  }

  /// The response as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
  public var description: String { text }

  /// The bytes after the head, still chunked if they were sent chunked.
  public var body: String {
    guard let start = Self.headEnd(bytes) else { return "" }
    return String(decoding: bytes[start...], as: UTF8.self)
  }

  /// The first value of a field.
  public func header(_ name: String) -> String? {
    guard let end = Self.headEnd(bytes) else { return nil }
    return Self.header(name, in: bytes[..<end])
  }

  /// The end of the first response in the bytes; nil while it is incomplete, or if only the end of the connection marks it.
  static func end(of bytes: [UInt8]) -> Int? {
    guard let bodyStart = headEnd(bytes) else { return nil }
    let head = bytes[..<bodyStart]
    let status = RawResponse(bytes: Array(head), connectionClosed: false).status
    if status / 100 == 1 || status == 204 || status == 304 { return bodyStart }
    if header("transfer-encoding", in: head)?.lowercased() == "chunked" {
      let lastChunk: [UInt8] = Array("0\r\n\r\n".utf8)
      if bytes[bodyStart...].starts(with: lastChunk) { return bodyStart + lastChunk.count }
      return bytes[bodyStart...].firstRange(of: Array("\r\n0\r\n\r\n".utf8))?.upperBound
    }
    guard let length = header("content-length", in: head).flatMap({ Int($0) }), length >= 0, length <= 1 << 30 else { return nil }
    return bytes.count >= bodyStart + length ? bodyStart + length : nil
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? { bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound }

  private static func header(_ name: String, in head: ArraySlice<UInt8>) -> String? {
    for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n").dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else { continue }
      return String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    return nil
  }
}
