import Sockets

// @unchecked: touched on the loop's thread only; the cancellation handler posts to the loop.
/// What a running exchange waits on, so that its cancellation can end that.
final class ClientExchange: @unchecked Sendable {
  private(set) var isCancelled = false
  /// The connection it is using or making.
  var stream: SocketChannel? {
    didSet { if isCancelled { stream?.close(.cancelled) } }
  }
  /// What else to end.
  var onCancel: (() -> Void)?

  func cancel() {
    isCancelled = true
    stream?.close(.cancelled)
    onCancel?()
  }
}
