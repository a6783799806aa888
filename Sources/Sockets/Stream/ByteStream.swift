import Concurrency

/// The result of one attempt to move bytes.
package enum StreamProgress: Equatable, Sendable {
  /// This many bytes were moved, at least one.
  case moved(Int)
  /// Nothing was moved: wait until the stream is readable.
  case needsReadable
  /// Nothing was moved: wait until the stream is writable. (With TLS a read may need this, and a write the other.)
  case needsWritable
  /// The peer has ended its side.
  case end
  /// The stream is broken.
  case failed(SocketError)
}

/// A non-blocking stream of bytes on a loop: a TCP connection, or TLS on one. A `Transport` makes it. It is used on its loop only.
///
/// The waits stay on the executor of the caller, as all asynchronous functions of the package do.
package protocol ByteStream: AnyObject {
  /// Completes what precedes the first byte of an accepted connection: the TLS handshake. Plain TCP has nothing to do. Throws `.timedOut`, `.tls`, …
  func establish(until deadline: MonotonicTime) async throws(SocketError)

  /// Moves the bytes that have arrived into the buffer.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress

  /// Sends as many bytes as the stream accepts now. `more` says that other bytes follow at once.
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> StreamProgress

  /// Waits until `receive` is worth trying.
  func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome

  /// Waits until `send` is worth trying.
  func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome

  /// Whether an idle stream can carry another exchange: the peer has neither ended it nor sent unexpected bytes.
  var isReusable: Bool { get }

  /// Called on the loop when the peer ends its side, once, as soon as the loop hears of it.
  var onHangUp: (() -> Void)? { get set }

  /// Resumes the task that waits to read, so that it can re-check its state.
  func interrupt()

  /// Ends the sending side; receiving continues.
  func endSending()

  /// Ends the stream, and its waits with the outcome. Any number of times.
  func close(_ outcome: WaitOutcome)
}

extension ByteStream {
  package func establish(until deadline: MonotonicTime) async throws(SocketError) {}
}
