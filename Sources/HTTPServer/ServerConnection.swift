import Concurrency
import HTTPCore
import Logging
import Sockets

/// One connection: reads requests, passes them to the handler in order, and writes the responses. Responses to pipelined requests share writes.
final class ServerConnection<Stream: ByteStream> {
  /// What `serve` leaves to do before the connection is closed.
  private enum End {
    case close
    /// The client may still be sending.
    case linger
    case upgrade(HTTPUpgrade)
  }

  let context: ServerContext
  var task: Task<Void, Never>?
  private let stream: Stream
  private let client = ConnectedClient()
  private let remoteAddress: String
  private var parser: RequestParser
  private var input: ReceiveBuffer?
  private var output: [UInt8] = []
  /// When the current head must be complete; `never` before its first byte.
  private var headDeadline = MonotonicTime.never
  /// The connection waits for the first byte of a request.
  private var isIdle = false

  private var loop: EventLoop { context.loop }
  private var limits: HTTPLimits { context.configuration.limits }

  init(stream: Stream, context: ServerContext, remoteAddress: String) {
    self.stream = stream
    stream.onHangUp = { [client] in client.leave() }
    self.context = context
    self.remoteAddress = remoteAddress
    parser = RequestParser(limits: context.configuration.limits, remoteAddress: remoteAddress, client: client)
  }

  /// Serves until either side ends the connection. On the loop.
  func run() async {
    do throws(SocketError) {
      try await stream.establish(until: loop.now.advanced(by: limits.handshakeTime))
      switch await serve() {
      case .close: break
      case .linger: await linger()
      case .upgrade(let upgrade): await upgrade.run(UpgradedServerConnection(connection: LoopBound(self, to: loop)))
      }
    } catch {
      context.recordFailedHandshake(error, from: remoteAddress)
    }
    stream.close(.closed)
    returnInput()
    task = nil
  }

  /// The server stops: an idle connection ends, after one more look for a request that has just arrived; a busy one ends after its response.
  func drain() {
    if isIdle { stream.interrupt() }
  }

  /// Closes the connection now, and cancels its handler.
  func abort() {
    task?.cancel()
    stream.close(.closed)
  }

  private func serve() async -> End {
    let handler = context.handler
    while true {
      let event: RequestParser.Event
      do {
        event = try parseNext()
      } catch {
        return await reject(error)
      }
      switch event {
      case .request(let request):
        headDeadline = .never
        let response = await handler.respond(to: request)
        var framing = ResponseEncoder.Framing(
          keepsAlive: parser.keepsAlive && !context.isDraining, isOldVersion: parser.isOldVersion, isHead: request.method == .head)
        switch response.content {
        case .bytes(let body) where body.count < Self.outputLimit:
          ResponseEncoder.encode(response, body, framing, common: context.commonFields, into: &output)
          if output.count >= Self.outputLimit, !flushAtOnce() { guard await flush() else { return .close } }
        case .bytes(let body):
          guard await write(response, body, framing) else { return .close }
        case .stream(let body):
          // HTTP/1.0 has no chunks: the end of the connection ends the body.
          if framing.isOldVersion { framing.keepsAlive = false }
          guard await write(response, body, framing) else { return .close }
        case .upgrade(let upgrade):
          // RFC 9110 §7.8: a server ignores Upgrade in an HTTP/1.0 request.
          if framing.isOldVersion { return await reject(HTTPError(.malformed, "HTTP/1.0 does not support an upgrade"), request) }
          ResponseEncoder.encodeHead(response, framing, common: context.commonFields, into: &output)
          return await flush() ? .upgrade(upgrade) : .close
        }
        if !framing.keepsAlive { return await flush() ? .linger : .close }
      case .expectsContinue:
        ResponseEncoder.append("HTTP/1.1 100 Continue\r\n\r\n", into: &output)
      case .needsMore:
        if !flushAtOnce() { guard await flush() else { return .close } }
        if receiveAtOnce() { continue }
        switch await receive() {
        case .ready: continue
        case .timedOut where !isIdle: return await reject(HTTPError(.timeout, "the request did not arrive in time"))
        case .timedOut, .closed, .cancelled: return .close
        }
      }
    }
  }

  private func parseNext() throws(HTTPError) -> RequestParser.Event {
    guard let input, !input.isEmpty else { return .needsMore }
    let (consumed, event) = try parser.parse(input.readable)
    input.consume(consumed)
    if case .needsMore = event, consumed > 0, !input.isEmpty { return try parseNext() }
    return event
  }

  // MARK: Reading

  /// Receives bytes that have already arrived; false when `receive` must wait.
  private func receiveAtOnce() -> Bool {
    if case .moved = borrowInput().fill(from: stream) { true } else { false }
  }

  /// Waits for more bytes, within the limit for the part of the request that they belong to.
  private func receive() async -> WaitOutcome {
    let inBody = parser.part == .body
    isIdle = !inBody && (input?.isEmpty ?? true)
    if !inBody, !isIdle, headDeadline == .never { headDeadline = loop.now.advanced(by: limits.headTime) }
    while true {
      switch borrowInput().fill(from: stream) {
      case .moved:
        isIdle = false
        return .ready
      case .end, .failed: return .closed
      case .needsReadable:
        if isIdle { returnInput() }
        let outcome = await stream.waitReadable(until: readDeadline(inBody))
        guard outcome == .ready else { return outcome }
      case .needsWritable:
        let outcome = await stream.waitWritable(until: readDeadline(inBody))
        guard outcome == .ready else { return outcome }
      }
    }
  }

  private func readDeadline(_ inBody: Bool) -> MonotonicTime {
    if isIdle { return loop.now.advanced(by: context.isDraining ? context.configuration.drainIdleTime : limits.idleTime) }
    return inBody ? loop.now.advanced(by: limits.bodyStallTime) : headDeadline
  }

  private func borrowInput() -> ReceiveBuffer {
    if let input { return input }
    let buffer = context.buffers.take()
    input = buffer
    return buffer
  }

  private func returnInput() {
    if let buffer = input.take() { context.buffers.put(buffer) }
  }

  // MARK: Writing

  /// A larger response is written directly; smaller ones are collected in `output` up to this size.
  private static var outputLimit: Int { 64 * 1024 }

  private func write(_ response: HTTPResponse, _ body: [UInt8], _ framing: ResponseEncoder.Framing) async -> Bool {
    ResponseEncoder.encodeHead(response, framing, common: context.commonFields, into: &output)
    guard ResponseEncoder.sendsBody(response, framing) else { return await flush() }
    guard await flush(more: true) else { return false }
    return await send(body, more: false)
  }

  private func write(_ response: HTTPResponse, _ body: HTTPBodyStream, _ framing: ResponseEncoder.Framing) async
    -> Bool
  {
    ResponseEncoder.encodeHead(response, framing, common: context.commonFields, into: &output)
    guard await flush() else { return false }
    guard ResponseEncoder.sendsBody(response, framing) else { return true }
    do {
      try await body.produce(ResponseBodyWriter(connection: LoopBound(self, to: loop), isChunked: !framing.isOldVersion))
    } catch {
      // Without its last chunk the client sees that the body is incomplete.
      return false
    }
    return framing.isOldVersion ? true : await send(Array("0\r\n\r\n".utf8), more: false)
  }

  /// Writes the collected responses, if the socket accepts all of them now; otherwise `flush` must continue.
  private func flushAtOnce() -> Bool {
    guard !output.isEmpty else { return true }
    guard case .moved(let count) = output.withUnsafeBytes({ stream.send($0, more: false) }) else { return false }
    if count == output.count {
      output.removeAll(keepingCapacity: count <= 16 * 1024)
      return true
    }
    output.removeFirst(count)
    return false
  }

  /// Writes the collected responses. False when the client is gone or accepts nothing.
  private func flush(more: Bool = false) async -> Bool {
    guard !output.isEmpty else { return true }
    let pending = output
    output = []
    return await send(pending, more: more)
  }

  /// Writes bytes as fast as the client accepts them, which must accept some within `writeStallTime`.
  func send(_ bytes: [UInt8], more: Bool) async -> Bool {
    var sent = 0
    while sent < bytes.count {
      let progress = bytes.withUnsafeBytes { stream.send(UnsafeRawBufferPointer(rebasing: $0[sent...]), more: more) }
      let deadline = loop.now.advanced(by: limits.writeStallTime)
      switch progress {
      case .moved(let count): sent += count
      case .needsWritable: guard await stream.waitWritable(until: deadline) == .ready else { return false }
      case .needsReadable: guard await stream.waitReadable(until: deadline) == .ready else { return false }
      case .end, .failed: return false
      }
    }
    return true
  }

  // MARK: Ending

  private func reject(_ error: HTTPError, _ known: HTTPRequest? = nil) async -> End {
    let request = known ?? parser.incompleteRequest(input?.readable ?? UnsafeBufferPointer(start: nil, count: 0))
    context.logger.debug("request rejected", metadata: ["code": "\(error.code.rawValue)", "reason": "\(error.message)"])
    let framing = ResponseEncoder.Framing(keepsAlive: false, isOldVersion: false, isHead: request?.method == .head)
    let response = context.configuration.errorResponse(RefusedRequest(error, request))
    ResponseEncoder.encode(response, response.body, framing, common: context.commonFields, into: &output)
    return await flush() ? .linger : .close
  }

  /// Reads for a moment after the last response: closing a socket with unread bytes resets the connection, and the client may see the reset
  /// before the response (RFC 9112 §9.6).
  private func linger() async {
    stream.endSending()
    let deadline = loop.now.advanced(by: .seconds(1))
    let buffer = borrowInput()
    for _ in 0..<256 {
      buffer.clear()
      switch buffer.fill(from: stream) {
      case .moved: continue
      case .needsReadable: guard await stream.waitReadable(until: deadline) == .ready else { return }
      case .needsWritable: guard await stream.waitWritable(until: deadline) == .ready else { return }
      case .end, .failed: return
      }
    }
  }

  // MARK: After an upgrade

  /// The next bytes of the other protocol, those that followed the request first; nil at the end of the stream. Without a limit of time: the
  /// protocol has its own.
  func readUpgraded() async -> [UInt8]? {
    let buffer = borrowInput()
    while true {
      if !buffer.isEmpty {
        defer { buffer.clear() }
        return Array(buffer.readable)
      }
      switch buffer.fill(from: stream) {
      case .moved: continue
      case .needsReadable: guard await stream.waitReadable(until: .never) == .ready else { return nil }
      case .needsWritable: guard await stream.waitWritable(until: .never) == .ready else { return nil }
      case .end, .failed: return nil
      }
    }
  }
}
