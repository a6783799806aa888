#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension SocketChannel {
  /// Connects to an address. On the loop. Throws `.connectionRefused`, `.unreachable`, `.timedOut`, …; `.cancelled` when the channel that
  /// `begun` was told of is closed as cancelled meanwhile.
  package nonisolated(nonsending) static func connect(
    to address: SocketAddress, loop: EventLoop, deadline: MonotonicTime, begun: (SocketChannel) -> Void = { _ in }
  ) async throws(SocketError) -> SocketChannel {
    let made = try Platform.makeStreamSocket(family: address.family)
    let result = address.withSockaddr { systemConnect(made.number, $0, $1) }
    guard result == 0 || errno == EINPROGRESS || errno == EINTR else { throw SocketError(errno: errno, call: "connect") }
    let channel = try SocketChannel(made, loop: loop)
    channel.markConnecting()
    begun(channel)
    let failure: SocketError? =
      switch await channel.waitWritable(until: deadline) {
      case .ready: channel.connectionError()
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      case .closed: .closed
      }
    if let failure {
      channel.close(.closed)
      throw failure
    }
    channel.markConnected()
    return channel
  }
}

private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
  connect(descriptor, address, length)
}
