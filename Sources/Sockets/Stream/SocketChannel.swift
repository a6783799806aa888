import Concurrency

#if canImport(Glibc)
import CEpoll
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A TCP socket on its loop: non-blocking, edge-triggered.
package final class SocketChannel: ByteStream {
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
    guard !registration.isClosed else { return }
    let registration = LoopBound(registration, to: loop)
    loop.execute { registration.value.end() }
  }

  package func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress {
    // After a short read there is nothing until the next event, so the system call is skipped.
    if !registration.reading.isReady { return registration.isClosed ? .failed(.closed) : .needsReadable }
    while true {
      let count = recv(number, buffer.baseAddress, buffer.count, 0)
      if count > 0 {
        // A short read has emptied the socket (epoll(7)): later bytes are a new edge. After a hang-up there is no further edge.
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

  package func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome {
    await registration.waitForReading(until: deadline)
  }

  package func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome {
    await registration.waitForWriting(until: deadline)
  }

  package func interrupt() { registration.report(.read) }

  package func endSending() {
    if !registration.isClosed { _ = shutdown(number, Int32(SHUT_WR)) }
  }

  package func close(_ outcome: WaitOutcome) {
    guard !registration.isClosed else { return }
    registration.end(outcome)
    // The next attempt then fails with `.closed`.
    registration.reading.isReady = false
    descriptor = nil
  }

  /// Whether the peer has ended its side, as far as the loop has heard. Costs no system call.
  package var isHungUp: Bool { registration.isHungUp || registration.isClosed }

  package var onHangUp: (() -> Void)? {
    get { registration.onHangUp }
    set { registration.onHangUp = newValue }
  }

  package var isReusable: Bool {
    if registration.isClosed || registration.isHungUp { return false }
    guard registration.reading.isReady else { return true }
    var byte: UInt8 = 0
    let count = recv(number, &byte, 1, Int32(MSG_PEEK))
    guard count < 0, errno == EAGAIN || errno == EWOULDBLOCK else { return false }
    registration.reading.isReady = false
    return true
  }

  /// The error of a connection attempt; nil when it succeeded.
  func connectionError() -> SocketError? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
    return code == 0 ? nil : SocketError(errno: code, call: "connect")
  }

  /// A connection attempt is in progress: only an event can say that writing is possible.
  func markConnecting() {
    registration.writing.isReady = false
    registration.reading.isReady = false
  }

  /// The attempt has succeeded.
  func markConnected() { registration.reading.isReady = true }
}

extension SocketChannel {
  /// Connects to an address. On the loop. Throws `.connectionRefused`, `.unreachable`, `.timedOut`, …; `.cancelled` when the channel that
  /// `onStart` received is closed as cancelled meanwhile.
  package static func connect(
    to address: SocketAddress, loop: EventLoop, deadline: MonotonicTime, onStart: (SocketChannel) -> Void = { _ in }
  ) async throws(SocketError) -> SocketChannel {
    let made = try Platform.makeStreamSocket(family: address.family)
    let result = address.withSockaddr { systemConnect(made.number, $0, $1) }
    guard result == 0 || errno == EINPROGRESS || errno == EINTR else { throw SocketError(errno: errno, call: "connect") }
    let channel = try SocketChannel(made, loop: loop)
    channel.markConnecting()
    onStart(channel)
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

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, more: Bool) -> Int {
  #if os(Linux)
  send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0))
  #else
  // SIGPIPE is switched off for the socket where it is made (SO_NOSIGPIPE).
  send(descriptor, bytes.baseAddress, bytes.count, 0)
  #endif
}
