#if canImport(Glibc)
import CEpoll
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: every method is called on the loop's thread; the descriptor is immutable until it is given up there.
/// One of our own TCP sockets on its loop: non-blocking, edge-triggered.
package final class SocketChannel: ByteStream, @unchecked Sendable {
  package let loop: EventLoop
  private var descriptor: OwnedDescriptor?
  private let number: Int32
  private let registration: Registration

  /// Takes over a connected (or connecting) non-blocking socket. On the loop.
  package init(_ owned: consuming OwnedDescriptor, loop: EventLoop) throws(SocketError) {
    guard !loop.hasEnded else { throw .closed }
    self.loop = loop
    number = owned.number
    descriptor = consume owned
    registration = Registration(loop: loop)
    var one: Int32 = 1
    setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    do {
      try loop.poller.add(number, [.read, .write], .edge, token: registration.token)
    } catch {
      registration.end()
      throw error
    }
  }

  deinit {
    let registration = registration
    if !registration.isClosed { loop.execute { registration.end() } }
  }

  package func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress {
    // After a short read there is nothing until the next event: no call is made to hear that.
    if !registration.reading.isReady { return registration.isClosed ? .failed(.closed) : .needsReadable }
    while true {
      let count = recv(number, buffer.baseAddress, buffer.count, 0)
      if count > 0 {
        // A short read has emptied the socket (epoll(7)): what comes later is a new edge. After a hang-up no edge comes, so go on.
        if count < buffer.count, !registration.isHungUp { registration.reading.isReady = false }
        return .moved(count)
      }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK:
        registration.reading.isReady = false
        return .needsReadable
      default: return .failed(SocketError(errno: errno, call: "recv"))
      }
    }
  }

  package func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> StreamProgress {
    if registration.isClosed { return .failed(.closed) }
    while true {
      let count = systemSend(number, bytes, more: more)
      if count >= 0 { return .moved(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK:
        registration.writing.isReady = false
        return .needsWritable
      default: return .failed(SocketError(errno: errno, call: "send"))
      }
    }
  }

  package nonisolated(nonsending) func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome {
    await registration.waitForReading(until: deadline)
  }

  package nonisolated(nonsending) func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome {
    await registration.waitForWriting(until: deadline)
  }

  package func interrupt() { registration.report(.read) }

  package func endSending() {
    if !registration.isClosed { _ = shutdown(number, Int32(SHUT_WR)) }
  }

  package func close(_ outcome: WaitOutcome) {
    guard !registration.isClosed else { return }
    registration.end(outcome)
    // So that the next attempt is told.
    registration.reading.isReady = false
    descriptor = nil
  }

  package var isQuiet: Bool {
    if registration.isClosed || registration.isHungUp { return false }
    guard registration.reading.isReady else { return true }
    var byte: UInt8 = 0
    let count = recv(number, &byte, 1, Int32(MSG_PEEK))
    guard count < 0, errno == EAGAIN || errno == EWOULDBLOCK else { return false }
    registration.reading.isReady = false
    return true
  }

  /// The error that a connection attempt ended with; nil when it succeeded.
  func connectionError() -> SocketError? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
    return code == 0 ? nil : SocketError(errno: code, call: "connect")
  }

  /// A connection attempt is under way: only an event says that writing is possible.
  func markConnecting() {
    registration.writing.isReady = false
    registration.reading.isReady = false
  }

  /// The attempt has succeeded.
  func markConnected() { registration.reading.isReady = true }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, more: Bool) -> Int {
  #if os(Linux)
  send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0))
  #else
  // SIGPIPE is switched off for the socket where it is made (SO_NOSIGPIPE).
  send(descriptor, bytes.baseAddress, bytes.count, 0)
  #endif
}
