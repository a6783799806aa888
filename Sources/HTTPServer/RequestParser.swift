import HTTPCore

/// Parses the requests in a connection's bytes, strictly by RFC 9112, in pieces of any size. Pure state: it neither reads nor waits.
struct RequestParser {
  /// The result of the bytes so far.
  enum Event {
    /// Nothing is complete: more bytes are needed.
    case needsMore
    /// The head is complete, and the client waits for `100 Continue` before it sends the body.
    case expectsContinue
    case request(HTTPRequest)
  }

  /// The part of a request that comes next, which determines the deadline.
  enum Part {
    case head
    case body
  }

  private enum State {
    case head
    case sized(remaining: Int)
    case chunked(ChunkedDecoder)
  }

  private let limits: HTTPLimits
  private let remoteAddress: String
  /// The client of all requests.
  private let client: (any ClientPresence)?
  private var state = State.head
  /// The request whose body is being read.
  private var request: HTTPRequest?
  /// The bytes of its body so far.
  private var body: [UInt8] = []
  private var lines = LineReader()
  private var fields = FieldSection()
  private var line: RequestLine?
  /// The request whose body is refused.
  private var refusedBody: HTTPRequest?
  /// Whether the connection may stay open after the last request.
  private(set) var keepsAlive = false
  /// Whether the last request is HTTP/1.0, which has no chunks and does not keep connections alive by default.
  private(set) var isOldVersion = false

  init(limits: HTTPLimits, remoteAddress: String, client: (any ClientPresence)? = nil) {
    self.client = client
    self.limits = limits
    self.remoteAddress = remoteAddress
  }

  /// What is known of the request that cannot be parsed or did not arrive in time.
  ///
  /// - Parameter bytes: those that are not consumed.
  func incompleteRequest(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPRequest? {
    if let request { return request }
    if let refusedBody { return refusedBody }
    if let line { return HTTPRequest(method: line.method, target: line.target, remoteAddress: remoteAddress) }
    return RequestLine.outline(bytes).map { HTTPRequest(method: $0, target: $1, remoteAddress: remoteAddress) }
  }

  var part: Part {
    if case .head = state { .head } else { .body }
  }

  /// Parses the bytes that are not yet consumed, and returns how many it consumes. Throws the error to answer before closing.
  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (consumed: Int, event: Event) {
    switch state {
    case .head: return try parseHead(bytes)
    case .sized(let remaining):
      let count = min(remaining, bytes.count)
      body.append(contentsOf: bytes[0..<count])
      if count == remaining { return (count, finishBody()) }
      state = .sized(remaining: remaining - count)
      return (count, .needsMore)
    case .chunked(var decoder):
      state = .head
      let count: Int
      do throws(HTTPError) { count = try decoder.decode(bytes, into: &body, limit: limits.bodyBytes) } catch {
        refusedBody = request.take()
        throw error
      }
      if decoder.isFinished { return (count, finishBody()) }
      state = .chunked(decoder)
      return (count, .needsMore)
    }
  }

  private mutating func finishBody() -> Event {
    state = .head
    guard var finished = request.take() else { return .needsMore }
    swap(&finished.body, &body)
    return .request(finished)
  }

  private mutating func parseHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> (consumed: Int, event: Event) {
    while let range = try lines.next(bytes) {
      guard lines.position <= limits.headBytes else { throw Self.headTooLarge }
      if line == nil {
        // RFC 9112 §2.2: one empty line before the request line is ignored.
        if range.isEmpty, range.lowerBound == 0 { continue }
        guard !range.isEmpty else { throw HTTPError(.malformed, "the request line is empty") }
        line = try RequestLine(range, in: bytes, limits: limits)
      } else if range.isEmpty {
        return try finishHead(bytes, length: lines.position)
      } else {
        try fields.add(range, in: bytes)
      }
    }
    if bytes.count > limits.headBytes { throw line == nil ? RequestLine.tooLong(bytes, limits: limits) : Self.headTooLarge }
    return (0, .needsMore)
  }

  private mutating func finishHead(_ bytes: UnsafeBufferPointer<UInt8>, length: Int) throws(HTTPError) -> (consumed: Int, event: Event) {
    guard let line else { throw HTTPError(.malformed, "the request line is missing") }
    let section = fields
    fields = FieldSection()
    lines = LineReader()
    isOldVersion = line.minorVersion == 0
    keepsAlive = !section.closes && (!isOldVersion || section.keepsAlive)
    // RFC 9112 §3.2: exactly one Host in HTTP/1.1, at most one ever.
    guard section.hostCount == 1 || (section.hostCount == 0 && isOldVersion) else {
      throw HTTPError(.malformed, section.hostCount == 0 ? "the Host header is missing" : "Host is present more than once")
    }
    self.line = nil
    let head = HTTPFields(bytes: Array(UnsafeBufferPointer(rebasing: bytes[0..<length])), entries: section.entries)
    let request = HTTPRequest(method: line.method, target: line.target, headers: head, remoteAddress: remoteAddress, client: client)
    do throws(HTTPError) { return try beginBody(request, section, length) } catch {
      refusedBody = request
      throw error
    }
  }

  /// RFC 9112 §6.3 for requests.
  private mutating func beginBody(_ request: HTTPRequest, _ section: FieldSection, _ length: Int) throws(HTTPError) -> (
    consumed: Int, event: Event
  ) {
    switch section.transferCoding {
    case .none: break
    case .unknown: throw HTTPError(.notImplemented, "the transfer coding is not implemented")
    case .invalid: throw HTTPError(.malformed, "Transfer-Encoding is not chunked alone")
    case .chunked:
      guard section.contentLength == nil else { throw HTTPError(.malformed, "both Content-Length and Transfer-Encoding are present") }
      guard !isOldVersion else { throw HTTPError(.malformed, "HTTP/1.0 has no Transfer-Encoding") }
      self.request = request
      state = .chunked(ChunkedDecoder())
      return (length, section.expectsContinue ? .expectsContinue : .needsMore)
    }
    guard let size = section.contentLength, size > 0 else { return (length, .request(request)) }
    guard size <= limits.bodyBytes else { throw HTTPError(.contentTooLarge, "the content is larger than allowed") }
    // A client may announce more than it sends, so only a part is reserved before bytes arrive.
    body.reserveCapacity(min(size, 64 * 1024))
    self.request = request
    state = .sized(remaining: size)
    return (length, section.expectsContinue && !isOldVersion ? .expectsContinue : .needsMore)
  }

  private static var headTooLarge: HTTPError { HTTPError(.headTooLarge, "the request's head is larger than allowed") }
}
