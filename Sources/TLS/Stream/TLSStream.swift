import COpenSSL
import Concurrency
import Sockets

/// TLS on a TCP connection. OpenSSL reads and writes through a `BIO` of our own, so that it uses the channel's knowledge of what the socket is ready
/// for, and nothing is copied in between. Used on the channel's loop only.
package final class TLSStream: ByteStream {
  private let channel: SocketChannel
  private let connection: OpaquePointer
  private let side: Side
  /// How the channel failed or ended, which OpenSSL does not tell.
  private var channelEnd: SocketError?
  private var isEstablished = false
  /// After a fatal error no message may follow (RFC 8446 §6.2).
  private var isBroken = false

  /// What OpenSSL may call back with, for as long as the connection exists.
  private enum Side {
    case server(ServerCertificates, HandshakePacer)
    case client(ClientTrust, server: String)
  }

  /// The server's side of an accepted connection. Throws `.tls` when memory is exhausted.
  init(accepting channel: SocketChannel, _ certificates: ServerCertificates, _ pacer: HandshakePacer) throws(SocketError) {
    connection = try Self.makeConnection(certificates.contexts[0])
    self.channel = channel
    side = .server(certificates, pacer)
    attach()
    SSL_set_accept_state(connection)
  }

  /// The client's side. The server's certificate must have the name, or the address when the name is one.
  init(connecting channel: SocketChannel, to name: String, at server: String, _ trust: ClientTrust, offersHTTP: Bool) throws(SocketError) {
    connection = try Self.makeConnection(trust.context)
    self.channel = channel
    side = .client(trust, server: server)
    attach()
    SSL_set_connect_state(connection)
    let isNamed =
      SocketAddress(numeric: name, port: 0) != nil
      ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), name) == 1
      : SSL_set1_host(connection, name) == 1 && trellis_SSL_set_servername(connection, name) == 1
    // Without a name to check, OpenSSL would accept every name.
    guard isNamed else { throw .tls(reason: "the server's name cannot be checked") }
    if offersHTTP {
      let offer = Array("\u{8}\(TLSClientContext.applicationProtocol)".utf8)
      guard SSL_set_alpn_protos(connection, offer, UInt32(offer.count)) == 0 else { throw .tls(reason: "out of memory") }
    }
    if let session = trust.session(for: server) { SSL_set_session(connection, session.pointer) }
  }

  deinit { SSL_free(connection) }

  private static func makeConnection(_ context: TLSContext) throws(SocketError) -> OpaquePointer {
    guard let method = ChannelBIO.method, let connection = SSL_new(context.pointer) else { throw .tls(reason: "out of memory") }
    guard let bio = BIO_new(method) else {
      SSL_free(connection)
      throw .tls(reason: "out of memory")
    }
    BIO_set_init(bio, 1)
    SSL_set_bio(connection, bio, bio)
    return connection
  }

  private func attach() {
    let raw = Unmanaged.passUnretained(self).toOpaque()
    BIO_set_data(SSL_get_rbio(connection), raw)
    SSL_set_ex_data(connection, 0, raw)
  }

  // MARK: The handshake

  package func establish(until deadline: MonotonicTime) async throws(SocketError) {
    while true {
      let outcome: WaitOutcome
      switch await handshake() {
      case .moved:
        isEstablished = true
        return
      case .needsReadable: outcome = await channel.waitReadable(until: deadline)
      case .needsWritable: outcome = await channel.waitWritable(until: deadline)
      case .end: throw .closed
      case .failed(let error): throw error
      }
      switch outcome {
      case .ready: continue
      case .timedOut: throw .timedOut
      case .closed: throw .closed
      case .cancelled: throw .cancelled
      }
    }
  }

  private func handshake() async -> StreamProgress {
    guard case .server(_, let pacer) = side else { return handshakeStep() }
    await pacer.enter()
    let started = MonotonicTime.now
    defer { pacer.leave(after: MonotonicTime.now.nanoseconds - started.nanoseconds) }
    return handshakeStep()
  }

  private func handshakeStep() -> StreamProgress {
    ERR_clear_error()
    let result = SSL_do_handshake(connection)
    return result == 1 ? .moved(1) : progress(result)
  }

  func keep(_ session: ResumableSession) {
    if case .client(let trust, let server) = side { trust.keep(session, for: server) }
  }

  /// Whether the handshake resumed an earlier session.
  package var isResumed: Bool { SSL_session_reused(connection) == 1 }

  // MARK: ByteStream

  package func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress {
    guard !isBroken else { return .failed(channelEnd ?? .closed) }
    ERR_clear_error()
    let count = SSL_read(connection, buffer.baseAddress, Int32(clamping: buffer.count))
    return count > 0 ? .moved(Int(count)) : progress(count)
  }

  package func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> StreamProgress {
    guard !isBroken else { return .failed(channelEnd ?? .closed) }
    ERR_clear_error()
    let count = SSL_write(connection, bytes.baseAddress, Int32(clamping: bytes.count))
    if count > 0 { return .moved(Int(count)) }
    let failure = progress(count)
    guard failure == .failed(.closed) else { return failure }
    // A peer that refuses the connection sends an alert and closes: the alert says why.
    var byte: UInt8 = 0
    guard SSL_peek(connection, &byte, 1) <= 0, let reason = TLSReason.ofFailure(connection) else { return failure }
    ERR_clear_error()
    channelEnd = .tls(reason: reason)
    return .failed(.tls(reason: reason))
  }

  /// Why a call of OpenSSL moved nothing.
  private func progress(_ result: Int32) -> StreamProgress {
    switch SSL_get_error(connection, result) {
    case SSL_ERROR_WANT_READ: return .needsReadable
    case SSL_ERROR_WANT_WRITE: return .needsWritable
    case SSL_ERROR_ZERO_RETURN: return .end
    default:
      isBroken = true
      // The end of the connection without close_notify is not the end of the data (RFC 8446 §6.1).
      let error = TLSReason.ofFailure(connection).map { SocketError.tls(reason: $0) } ?? channelEnd ?? .closed
      channelEnd = error
      ERR_clear_error()
      return .failed(error)
    }
  }

  package func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome { await channel.waitReadable(until: deadline) }

  package func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome { await channel.waitWritable(until: deadline) }

  package var isReusable: Bool {
    if isBroken || channel.isHungUp { return false }
    // Session tickets may have arrived: only data, or the end, makes the stream unusable.
    var byte: UInt8 = 0
    ERR_clear_error()
    let count = SSL_peek(connection, &byte, 1)
    return count <= 0 && progress(count) == .needsReadable
  }

  package var onHangUp: (() -> Void)? {
    get { channel.onHangUp }
    set { channel.onHangUp = newValue }
  }

  package func interrupt() { channel.interrupt() }

  package func endSending() {
    sendClosure()
    channel.endSending()
  }

  package func close(_ outcome: WaitOutcome) {
    sendClosure()
    channel.close(outcome)
  }

  /// Sends close_notify, as far as the socket accepts it now. Sent once.
  private func sendClosure() {
    guard isEstablished, !isBroken, SSL_get_shutdown(connection) & SSL_SENT_SHUTDOWN == 0 else { return }
    ERR_clear_error()
    _ = SSL_shutdown(connection)
    ERR_clear_error()
  }

  // MARK: The BIO's calls

  fileprivate func bioRead(_ bio: OpaquePointer, into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
    moved(channel.receive(into: buffer), bio)
  }

  fileprivate func bioWrite(_ bio: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Int32 { moved(channel.send(bytes, more: false), bio) }

  private func moved(_ progress: StreamProgress, _ bio: OpaquePointer) -> Int32 {
    trellis_BIO_clear_retry_flags(bio)
    switch progress {
    case .moved(let count): return Int32(count)
    case .needsReadable: trellis_BIO_set_retry_read(bio)
    case .needsWritable: trellis_BIO_set_retry_write(bio)
    case .end: channelEnd = .closed
    case .failed(let error): channelEnd = error
    }
    return -1
  }
}

/// The `BIO` method whose reads and writes are those of a `TLSStream`'s channel.
private enum ChannelBIO {
  // Unsafe: the method is made once, and OpenSSL only reads it.
  nonisolated(unsafe) static let method: OpaquePointer? = {
    guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "channel") else { return nil }
    BIO_meth_set_read(method) { bio, bytes, count in
      guard let bio, let stream = ChannelBIO.stream(bio) else { return -1 }
      return stream.bioRead(bio, into: UnsafeMutableRawBufferPointer(start: bytes, count: Int(count)))
    }
    BIO_meth_set_write(method) { bio, bytes, count in
      guard let bio, let stream = ChannelBIO.stream(bio) else { return -1 }
      return stream.bioWrite(bio, UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }
    // Nothing is buffered here, so that a flush is done at once.
    BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
    return method
  }()

  private static func stream(_ bio: OpaquePointer) -> TLSStream? {
    BIO_get_data(bio).map { Unmanaged<TLSStream>.fromOpaque($0).takeUnretainedValue() }
  }
}
