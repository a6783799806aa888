import HTTPCore
import Sockets

/// Parses one response, strictly by RFC 9112, in whatever pieces it arrives. Pure state: it neither reads nor waits.
struct ResponseParser {
  private enum State {
    case head
    case sized(remaining: Int)
    case chunked(ChunkedDecoder)
    case untilClose
  }

  private let isHead: Bool
  private let headBytes: Int
  private let bodyBytes: Int
  private var state = State.head
  private var lines = LineReader()
  private var fields = FieldSection()
  private var line: StatusLine?
  private var response = HTTPResponse()
  private var interimResponses = 0
  /// Whether the connection may carry another exchange after the response that was returned.
  private(set) var keepsAlive = false

  /// `isHead`: the response is to HEAD, and has no content whatever it says (RFC 9110 §9.3.2).
  init(isHead: Bool, headBytes: Int, bodyBytes: Int) {
    self.isHead = isHead
    self.headBytes = headBytes
    self.bodyBytes = bodyBytes
  }

  /// Takes bytes out of the buffer; the response once it is whole.
  mutating func take(_ buffer: ReceiveBuffer, hasEnded: Bool) throws(HTTPClientError) -> HTTPResponse? {
    while !buffer.isEmpty {
      do throws(HTTPError) {
        let (taken, response) = try parse(buffer.readable)
        buffer.take(taken)
        if let response { return response }
        if taken == 0 { break }
      } catch {
        throw HTTPClientError(error)
      }
    }
    if hasEnded, case .untilClose = state { return response }
    return nil
  }

  /// Looks at the bytes that have not been taken yet; says how many it takes now, and gives the response once it is whole.
  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (taken: Int, response: HTTPResponse?) {
    switch state {
    case .head: return try parseHead(bytes)
    case .sized(let remaining):
      let count = min(remaining, bytes.count)
      response.body.append(contentsOf: bytes[0..<count])
      state = .sized(remaining: remaining - count)
      return (count, count == remaining ? response : nil)
    case .chunked(var decoder):
      state = .head
      let count = try decoder.decode(bytes, into: &response.body, limit: bodyBytes)
      state = .chunked(decoder)
      return (count, decoder.isFinished ? response : nil)
    case .untilClose:
      guard response.body.count + bytes.count <= bodyBytes else { throw Self.tooLarge }
      response.body.append(contentsOf: bytes)
      return (bytes.count, nil)
    }
  }

  private mutating func parseHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (taken: Int, response: HTTPResponse?) {
    while let range = try lines.next(bytes) {
      guard lines.position <= headBytes else { throw Self.headTooLarge }
      if line == nil {
        line = try StatusLine(UnsafeBufferPointer(rebasing: bytes[range]))
      } else if range.isEmpty {
        return try finishHead(bytes, length: lines.position)
      } else {
        try fields.add(range, in: bytes)
      }
    }
    if bytes.count > headBytes { throw Self.headTooLarge }
    return (0, nil)
  }

  private mutating func finishHead(_ bytes: UnsafeBufferPointer<UInt8>, length: Int) throws(HTTPError) -> (
    taken: Int, response: HTTPResponse?
  ) {
    guard let line else { throw HTTPError(.malformed, "the status line is missing") }
    let section = fields
    lines = LineReader()
    fields = FieldSection()
    self.line = nil
    if line.code < 200 {
      // RFC 9110 §15.2: interim responses are passed over; 101 answers an upgrade that was never asked for.
      interimResponses += 1
      guard line.code != 101, interimResponses <= 16 else { throw HTTPError(.malformed, "an interim response that was not asked for") }
      return (length, nil)
    }
    keepsAlive = !section.closes && (line.minorVersion > 0 || section.keepsAlive)
    response.status = HTTPStatus(code: line.code)
    response.headers = HTTPFields(bytes: Array(UnsafeBufferPointer(rebasing: bytes[0..<length])), entries: section.entries)
    return (length, try beginBody(section, line))
  }

  /// RFC 9112 §6.3, the response's half.
  private mutating func beginBody(_ section: FieldSection, _ line: StatusLine) throws(HTTPError) -> HTTPResponse? {
    if isHead || line.code == 204 || line.code == 304 { return response }
    switch section.transferCoding {
    case .none: break
    case .chunked:
      guard section.contentLength == nil, line.minorVersion > 0 else { throw HTTPError(.malformed, "contradictory framing") }
      state = .chunked(ChunkedDecoder())
      return nil
    case .unknown, .broken: throw HTTPError(.malformed, "unknown transfer coding")
    }
    guard let size = section.contentLength else {
      keepsAlive = false
      state = .untilClose
      return nil
    }
    guard size <= bodyBytes else { throw Self.tooLarge }
    guard size > 0 else { return response }
    response.body.reserveCapacity(min(size, 256 * 1024))
    state = .sized(remaining: size)
    return nil
  }

  private static var headTooLarge: HTTPError { HTTPError(.headTooLarge, "the response's head is larger than allowed") }
  private static var tooLarge: HTTPError { HTTPError(.contentTooLarge, "the response's content is larger than allowed") }
}

/// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4); the last space may be missing, as many servers leave it out.
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
