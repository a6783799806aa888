import HTTPCore
import Logging
import Sockets

// @unchecked: everything is touched on the loop's thread only.
/// One connection: reads requests, has them answered in order, writes the answers. Answers to pipelined requests leave in one write.
final class ServerConnection<Stream: ByteStream>: ServedConnection, @unchecked Sendable {
  let stream: Stream
  let shard: ServerShard
  var task: Task<Void, Never>?
  private var parser: RequestParser
  private var input: ReceiveBuffer?
  private var output: [UInt8] = []
  /// When the head that is being awaited must be complete; never while none of it has come.
  private var headDeadline = MonotonicTime.never
  /// Waiting for the first byte of a request.
  private var isIdle = false

  private var limits: HTTPLimits { shard.configuration.limits }

  init(stream: Stream, shard: ServerShard, remoteAddress: String) {
    self.stream = stream
    self.shard = shard
    parser = RequestParser(limits: shard.configuration.limits, remoteAddress: remoteAddress)
  }

  /// Serves until either side ends the connection. On the loop.
  func run(_ handler: some HTTPHandler) async {
    if await serve(handler) { await linger() }
    stream.close(.closed)
    returnInput()
    task = nil
  }

  func drain() {
    // An idle connection looks once more for a request that has just come, and waits a moment for one that is under way.
    if isIdle { stream.interrupt() }
  }

  func cut() {
    task?.cancel()
    stream.close(.closed)
  }

  /// Returns whether the last answer must be seen off: the peer may still be sending.
  private nonisolated(nonsending) func serve(_ handler: some HTTPHandler) async -> Bool {
    while true {
      let event: RequestParser.Event
      do {
        event = try parseNext()
      } catch {
        return await refuse(error)
      }
      switch event {
      case .request(let request):
        headDeadline = .never
        let response = await handler.respond(to: request)
        let framing = ResponseEncoder.Framing(
          keepsAlive: parser.keepsAlive && !shard.isDraining && !(response.stream != nil && parser.isOldVersion),
          isOldVersion: parser.isOldVersion, isHead: request.method == .head)
        if isSmall(response) {
          ResponseEncoder.encode(response, framing, common: shard.common, into: &output)
          if output.count >= Self.outputLimit, !flushAtOnce() { guard await flush() else { return false } }
        } else {
          guard await answer(response, framing) else { return false }
        }
        if !framing.keepsAlive { return await flush() }
      case .expectsContinue:
        ResponseEncoder.append("HTTP/1.1 100 Continue\r\n\r\n", into: &output)
      case .needsMore:
        if !flushAtOnce() { guard await flush() else { return false } }
        if receiveAtOnce() { continue }
        switch await receive() {
        case .ready: continue
        case .timedOut where !isIdle: return await refuse(HTTPError(.timeout, "the request did not arrive in time"))
        case .timedOut, .closed, .cancelled: return false
        }
      }
    }
  }

  private func parseNext() throws(HTTPError) -> RequestParser.Event {
    guard let input, !input.isEmpty else { return .needsMore }
    let (taken, event) = try parser.parse(input.readable)
    input.take(taken)
    if case .needsMore = event, taken > 0, !input.isEmpty { return try parseNext() }
    return event
  }

  // MARK: Reading

  /// Takes bytes that are there already; false when `receive` must find out.
  private func receiveAtOnce() -> Bool {
    if case .moved = borrowInput().fill(from: stream) { true } else { false }
  }

  /// Waits for more bytes, as long as the part that they belong to may take.
  private nonisolated(nonsending) func receive() async -> WaitOutcome {
    let inBody = parser.part == .body
    isIdle = !inBody && (input?.isEmpty ?? true)
    if !inBody, !isIdle, headDeadline == .never { headDeadline = shard.loop.now.advanced(by: limits.headTime) }
    while true {
      let buffer = borrowInput()
      switch buffer.fill(from: stream) {
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
    if isIdle { return shard.loop.now.advanced(by: shard.isDraining ? shard.configuration.drainIdleTime : limits.idleTime) }
    return inBody ? shard.loop.now.advanced(by: limits.bodyStallTime) : headDeadline
  }

  private func borrowInput() -> ReceiveBuffer {
    if let input { return input }
    let taken = shard.buffers.take()
    input = taken
    return taken
  }

  private func returnInput() {
    if let buffer = input.take() { shard.buffers.give(buffer) }
  }

  // MARK: Writing

  /// Past so many bytes answers do not wait for others to leave with.
  private static var outputLimit: Int { 64 * 1024 }

  /// Whether an answer is put with the others that wait to leave.
  private func isSmall(_ response: HTTPResponse) -> Bool { response.stream == nil && response.body.count < Self.outputLimit }

  /// Writes an answer that is streamed, or so large that it leaves from where it lies.
  private nonisolated(nonsending) func answer(_ response: HTTPResponse, _ framing: ResponseEncoder.Framing) async -> Bool {
    if let body = response.stream { return await answer(response, streaming: body, framing) }
    ResponseEncoder.encodeHead(response, framing, common: shard.common, into: &output)
    guard ResponseEncoder.sendsBody(response, framing) else { return await flush() }
    guard await flush(more: true) else { return false }
    return await send(response.body, more: false)
  }

  private nonisolated(nonsending) func answer(_ response: HTTPResponse, streaming body: HTTPBodyStream, _ framing: ResponseEncoder.Framing)
    async -> Bool
  {
    ResponseEncoder.encodeHead(response, framing, common: shard.common, into: &output)
    guard await flush() else { return false }
    guard !framing.isHead, !response.status.forbidsBody else { return true }
    do {
      try await body.produce(ResponseBodyWriter(connection: self, isChunked: !framing.isOldVersion))
    } catch {
      // The body ends without its last chunk, so that the peer knows it is not whole.
      return false
    }
    return framing.isOldVersion ? true : await send(Array("0\r\n\r\n".utf8), more: false)
  }

  /// Writes what waits to leave, if the socket takes all of it now; otherwise `flush` must go on.
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

  /// Writes what waits to leave. False when the peer is gone or takes nothing.
  nonisolated(nonsending) func flush(more: Bool = false) async -> Bool {
    guard !output.isEmpty else { return true }
    let pending = output
    output = []
    return await send(pending, more: more)
  }

  /// Writes bytes at the speed of the peer, which must go on taking some.
  nonisolated(nonsending) func send(_ bytes: [UInt8], more: Bool) async -> Bool {
    var sent = 0
    while sent < bytes.count {
      let progress = bytes.withUnsafeBytes { stream.send(UnsafeRawBufferPointer(rebasing: $0[sent...]), more: more) }
      let deadline = shard.loop.now.advanced(by: limits.writeStallTime)
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

  private nonisolated(nonsending) func refuse(_ error: HTTPError) async -> Bool {
    shard.logger.debug("request refused", metadata: ["code": "\(error.code.rawValue)", "reason": "\(error.message)"])
    let framing = ResponseEncoder.Framing(keepsAlive: false, isOldVersion: false, isHead: false)
    ResponseEncoder.encode(shard.configuration.refusal(error), framing, common: shard.common, into: &output)
    return await flush()
  }

  /// Reads on for a moment after the last answer: closing with unread bytes would reset the connection, and the reset may overtake the
  /// answer (RFC 9112 §9.6).
  private nonisolated(nonsending) func linger() async {
    stream.endSending()
    let deadline = shard.loop.now.advanced(by: .seconds(1))
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
}
