import Sockets

extension EventLoop {
  /// Waits until the loop has polled its descriptors and has run the tasks that they resumed. Throws `.closed` when the loop has ended.
  public func nextTurn() async throws(SocketError) {
    // A timer fires after a poll, and the tasks of that poll run before the next one.
    for _ in 0..<2 { try await sleep(for: .zero) }
  }
}
