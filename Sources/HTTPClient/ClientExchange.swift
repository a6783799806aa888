import Concurrency
import Sockets

/// What a running exchange waits for, so that its cancellation can end the wait.
final class ClientExchange<Stream: ByteStream> {
  private(set) var isCancelled = false
  /// The connection in use or being opened.
  var stream: Stream? {
    didSet { if isCancelled { stream?.close(.cancelled) } }
  }
  /// The place in a pool's queue.
  var waiter: Promise<PoolGrant<Stream>>?

  func cancel(in pool: OriginPool<Stream>) {
    isCancelled = true
    stream?.close(.cancelled)
    if let waiter { pool.endWait(waiter, .cancelled) }
  }
}
