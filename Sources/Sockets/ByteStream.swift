/// What one attempt to move bytes did.
package enum StreamProgress: Equatable, Sendable {
  /// So many bytes were moved, at least one.
  case moved(Int)
  /// Nothing now: wait until the stream is readable.
  case needsReadable
  /// Nothing now: wait until the stream is writable. (With TLS a read may need this, and a write the other.)
  case needsWritable
  /// The peer has ended its side.
  case end
  /// The stream is broken.
  case failed(SocketError)
}

/// A non-blocking stream of bytes on a loop: a TCP connection, or TLS on one. Everything here is called on the loop's thread.
///
/// The waits are `nonisolated(nonsending)`: they stay on the caller's executor, which saves the runtime's checks on every call.
package protocol ByteStream: AnyObject, Sendable {
  /// Takes bytes from the peer, if there are any.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress

  /// Gives bytes to the peer, as many as it takes now. `more` says that other bytes follow at once.
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> StreamProgress

  /// Waits until `receive` is worth trying.
  nonisolated(nonsending) func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome

  /// Waits until `send` is worth trying.
  nonisolated(nonsending) func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome

  /// Whether an idle stream can carry another exchange: the peer has neither ended it nor sent anything unasked.
  var isQuiet: Bool { get }

  /// Wakes whoever waits to read, so that it can look round.
  func interrupt()

  /// Tells the peer that nothing more comes; receiving goes on.
  func endSending()

  /// Ends the stream; waiters are told the outcome. Again is harmless.
  func close(_ outcome: WaitOutcome)
}
