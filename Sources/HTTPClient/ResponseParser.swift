import HTTPCore
import Sockets

/// Parses one response, strictly by RFC 9112, in pieces of any size. Pure state: it neither reads nor waits.
struct ResponseParser {
  private enum State {
    case head
    case sized(remaining: Int)
    case chunked(ChunkedDecoder)
    case untilClose
  }

  private let isHead: Bool
  private let limits: HTTPClientConfiguration.Limits
  private var state = State.head
  private var lines = LineReader()
  private var fields = FieldSection()
  private var line: StatusLine?
  private var status = HTTPStatus.ok
  private var headers = HTTPFields()
  private var body: [UInt8] = []
  private var interimResponses = 0
  /// Whether the connection may carry another exchange after the response.
  private(set) var keepsAlive = false

  /// `isHead`: the response is to HEAD, and so has no content (RFC 9110 §9.3.2).
  init(isHead: Bool, limits: HTTPClientConfiguration.Limits) {
    self.isHead = isHead
    self.limits = limits
  }

  /// Consumes bytes of the buffer; returns the response when it is complete.
  mutating func next(_ buffer: ReceiveBuffer, hasEnded: Bool) throws(HTTPClientError) -> HTTPResponse? {
    while !buffer.isEmpty {
      do throws(HTTPError) {
        let (consumed, isComplete) = try parse(buffer.readable)
        buffer.consume(consumed)
        if isComplete { return response }
        if consumed == 0 { break }
      } catch {
        throw HTTPClientError(error)
      }
    }
    if hasEnded, case .untilClose = state { return response }
    return nil
  }

  private var response: HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }

  /// Parses the bytes that are not yet consumed.
  private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (consumed: Int, isComplete: Bool) {
    switch state {
    case .head: return try parseHead(bytes)
    case .sized(let remaining):
      let count = min(remaining, bytes.count)
      body.append(contentsOf: bytes[0..<count])
      state = .sized(remaining: remaining - count)
      return (count, count == remaining)
    case .chunked(var decoder):
      state = .head
      let count = try decoder.decode(bytes, into: &body, limit: limits.bodyBytes)
      state = .chunked(decoder)
      return (count, decoder.isFinished)
    case .untilClose:
      guard body.count + bytes.count <= limits.bodyBytes else { throw Self.tooLarge }
      body.append(contentsOf: bytes)
      return (bytes.count, false)
    }
  }

  private mutating func parseHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (consumed: Int, isComplete: Bool) {
    while let range = try lines.next(bytes) {
      guard lines.position <= limits.headBytes else { throw Self.headTooLarge }
      if line == nil {
        line = try StatusLine(UnsafeBufferPointer(rebasing: bytes[range]))
      } else if range.isEmpty {
        return try finishHead(bytes, length: lines.position)
      } else {
        try fields.add(range, in: bytes)
      }
    }
    if bytes.count > limits.headBytes { throw Self.headTooLarge }
    return (0, false)
  }

  private mutating func finishHead(_ bytes: UnsafeBufferPointer<UInt8>, length: Int) throws(HTTPError) -> (
    consumed: Int, isComplete: Bool
  ) {
    guard let line else { throw HTTPError(.malformed, "the status line is missing") }
    let section = fields
    lines = LineReader()
    fields = FieldSection()
    self.line = nil
    if line.code < 200 {
      // RFC 9110 §15.2: interim responses are skipped. The client never asks for an upgrade, so 101 is an error.
      interimResponses += 1
      guard line.code != 101, interimResponses <= 16 else { throw HTTPError(.malformed, "an unexpected interim response") }
      return (length, false)
    }
    keepsAlive = !section.closes && (line.minorVersion > 0 || section.keepsAlive)
    status = HTTPStatus(code: line.code)
    headers = HTTPFields(bytes: Array(UnsafeBufferPointer(rebasing: bytes[0..<length])), entries: section.entries)
    return (length, try beginBody(section, line))
  }

  /// RFC 9112 §6.3 for responses. Returns whether there is no body.
  private mutating func beginBody(_ section: FieldSection, _ line: StatusLine) throws(HTTPError) -> Bool {
    if isHead || status.forbidsBody { return true }
    switch section.transferCoding {
    case .none: break
    case .chunked:
      guard section.contentLength == nil, line.minorVersion > 0 else { throw HTTPError(.malformed, "contradictory framing") }
      state = .chunked(ChunkedDecoder())
      return false
    case .unknown, .invalid: throw HTTPError(.malformed, "unknown transfer coding")
    }
    guard let size = section.contentLength else {
      keepsAlive = false
      state = .untilClose
      return false
    }
    guard size <= limits.bodyBytes else { throw Self.tooLarge }
    guard size > 0 else { return true }
    body.reserveCapacity(min(size, 256 * 1024))
    state = .sized(remaining: size)
    return false
  }

  private static var headTooLarge: HTTPError { HTTPError(.headTooLarge, "the response's head is larger than allowed") }
  private static var tooLarge: HTTPError { HTTPError(.contentTooLarge, "the response's content is larger than allowed") }
}

/// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4); the last space is optional, since many servers omit it.
struct StatusLine {
  let code: Int
  let minorVersion: UInt8

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
    let text: StaticString = "HTTP/1."
    guard bytes.count >= 12, (0..<7).allSatisfy({ bytes[$0] == text.utf8Start[$0] }), (0x30...0x39).contains(bytes[7]), bytes[8] == 0x20,
      let code = FieldSection.decimal(UnsafeBufferPointer(rebasing: bytes[9..<12])), (100...599).contains(code),
      bytes.count == 12 || bytes[12] == 0x20, bytes[12...].allSatisfy(HTTPCharacter.isFieldValue)
    else { throw HTTPError(.malformed, "the status line is not valid") }
    self.code = code
    minorVersion = bytes[7] - 0x30
  }
}
