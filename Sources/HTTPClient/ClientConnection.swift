import Concurrency
import HTTPCore
import Sockets

/// One connection to an origin, used by one exchange at a time.
final class ClientConnection<Stream: ByteStream> {
  /// How an exchange ended.
  enum Outcome {
    case response(HTTPResponse, keepsAlive: Bool)
    /// `mayHaveActed` is false when the server cannot have received any of the request.
    case failed(HTTPClientError, mayHaveActed: Bool)
  }

  let stream: Stream
  /// The number of exchanges that have begun on this connection.
  private(set) var exchanges = 0
  /// Whether the running exchange has received no byte.
  private(set) var receivedNothing = true
  private var sent = 0
  /// Reads the response of the running exchange. Here rather than in the task's frame, which is small.
  private var parser: ResponseParser?

  init(stream: Stream) { self.stream = stream }

  /// Sends the request's bytes and receives its response.
  @inline(never)
  func exchange(
    _ request: [UInt8], isHead: Bool, _ deadline: MonotonicTime, _ buffer: ReceiveBuffer, _ limits: HTTPClientConfiguration.Limits
  ) async -> Outcome {
    exchanges += 1
    receivedNothing = true
    sent = 0
    parser = ResponseParser(isHead: isHead, limits: limits)
    defer { parser = nil }
    do throws(HTTPClientError) {
      try await send(request, deadline)
      while true {
        let hasEnded = try await receive(buffer, deadline)
        if let outcome = try parse(buffer, hasEnded: hasEnded) { return outcome }
        if hasEnded { throw .connectionClosed }
      }
    } catch {
      return .failed(error, mayHaveActed: sent > 0)
    }
  }

  /// Nil while the response is not complete.
  @inline(never)
  private func parse(_ buffer: ReceiveBuffer, hasEnded: Bool) throws(HTTPClientError) -> Outcome? {
    guard let response = try parser?.next(buffer, hasEnded: hasEnded) else { return nil }
    // Bytes after the response belong to no request, so the connection is not used again.
    return .response(response, keepsAlive: parser?.keepsAlive == true && buffer.isEmpty && !hasEnded)
  }

  private func send(_ bytes: [UInt8], _ deadline: MonotonicTime) async throws(HTTPClientError) {
    while sent < bytes.count {
      let progress = bytes.withUnsafeBytes { stream.send(UnsafeRawBufferPointer(rebasing: $0[sent...]), more: false) }
      switch progress {
      case .moved(let count): sent += count
      case .needsWritable: try check(await stream.waitWritable(until: deadline))
      case .needsReadable: try check(await stream.waitReadable(until: deadline))
      case .end: throw .connectionClosed
      case .failed(let error):
        // A server may respond and close before it has read everything (413): that response is more useful than the error.
        if sent > 0, error == .closed { return }
        throw HTTPClientError(error)
      }
    }
  }

  /// Returns whether the server has ended the stream.
  private func receive(_ buffer: ReceiveBuffer, _ deadline: MonotonicTime) async throws(HTTPClientError) -> Bool {
    while true {
      switch buffer.fill(from: stream) {
      case .moved:
        receivedNothing = false
        return false
      case .end: return true
      case .needsReadable: try check(await stream.waitReadable(until: deadline))
      case .needsWritable: try check(await stream.waitWritable(until: deadline))
      case .failed(let error): throw HTTPClientError(error)
      }
    }
  }

  private func check(_ outcome: WaitOutcome) throws(HTTPClientError) {
    switch outcome {
    case .ready: return
    case .timedOut: throw .timedOut
    case .cancelled: throw .cancelled
    case .closed: throw .connectionClosed
    }
  }
}
