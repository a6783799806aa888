#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A bound, listening TCP socket. The sockets of all loops share the connections of one port (SO_REUSEPORT).
package struct SocketListener: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor
  /// The port it is bound to.
  package let port: Int

  /// Binds and listens. Port 0 selects a free port.
  ///
  /// - Parameter isShared: false claims the port: it fails if any socket listens there, even one that shares its port. Afterwards the other loops
  ///   of the process listen there with true.
  package init(address: SocketAddress, isShared: Bool = false, backlog: Int32 = 4096) throws(SocketError) {
    let made = try Platform.makeStreamSocket(family: address.family)
    var one: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // Connections of an earlier process that are in TIME_WAIT do not hold the port.
    setsockopt(made.number, SOL_SOCKET, SO_REUSEADDR, &one, size)
    if isShared { setsockopt(made.number, SOL_SOCKET, SO_REUSEPORT, &one, size) }
    guard address.withSockaddr({ bind(made.number, $0, $1) }) == 0 else { throw SocketError(errno: errno, call: "bind") }
    guard listen(made.number, backlog) == 0 else { throw SocketError(errno: errno, call: "listen") }
    // The system checks this option of both sockets when the next one binds, so it is set only after this one has claimed the port.
    if !isShared { setsockopt(made.number, SOL_SOCKET, SO_REUSEPORT, &one, size) }
    port = SocketAddress { _ = getsockname(made.number, $0, $1) }.port
    descriptor = consume made
  }

  /// Moves the socket to a loop. On the loop.
  package consuming func onLoop(_ loop: EventLoop) throws(SocketError) -> ListenerChannel {
    try ListenerChannel(descriptor, loop: loop)
  }
}

/// A listening socket on its loop.
package final class ListenerChannel {
  /// The result of one attempt to accept.
  package enum Attempt: ~Copyable {
    case connection(OwnedDescriptor, remoteAddress: String)
    case none
    /// No descriptor or memory is left: try again later.
    case exhausted
    case failed(SocketError)
  }

  private let loop: EventLoop
  private var descriptor: OwnedDescriptor?
  private let number: Int32
  private let registration: Registration

  init(_ owned: consuming OwnedDescriptor, loop: EventLoop) throws(SocketError) {
    guard !loop.hasEnded else { throw .closed }
    self.loop = loop
    number = owned.number
    descriptor = consume owned
    registration = Registration(loop: loop)
    do {
      try loop.poller.add(number, .read, .edge, token: registration.token)
    } catch {
      registration.end()
      throw error
    }
  }

  /// Accepts a waiting connection, if there is one.
  package func accept() -> Attempt {
    while !registration.isClosed {
      var address: SocketAddress?
      let accepted = Platform.acceptConnection(number, &address)
      if accepted >= 0 { return .connection(OwnedDescriptor(accepted), remoteAddress: address?.host ?? "") }
      switch errno {
      case EAGAIN, EWOULDBLOCK:
        registration.reading.isReady = false
        return .none
      // The connection failed in the queue (accept(2)): the next one may be good.
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, EOPNOTSUPP: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
      default: return .failed(SocketError(errno: errno, call: "accept"))
      }
    }
    return .failed(.closed)
  }

  /// Waits until a connection may wait, or the listener is closed.
  package func waitAcceptable() async -> WaitOutcome { await registration.waitForReading(until: .never) }

  /// Resumes the waiting task without closing, so that it can re-check its state.
  package func interrupt() { registration.report(.read) }

  /// Stops listening. The system resets the connections that were not accepted.
  package func close() {
    guard !registration.isClosed else { return }
    registration.end()
    descriptor = nil
  }
}
