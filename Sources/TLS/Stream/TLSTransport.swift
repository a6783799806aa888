import Concurrency
import Sockets

/// TLS for the connections of a server, on one loop.
package struct TLSServerTransport: ServerTransport {
  private let context: TLSServerContext
  private let pacer: LoopBound<HandshakePacer>

  package init(_ context: TLSServerContext, loop: EventLoop) {
    self.context = context
    pacer = LoopBound(HandshakePacer(loop: loop), to: loop)
  }

  package func accept(_ descriptor: consuming OwnedDescriptor, on loop: EventLoop) throws(SocketError) -> TLSStream {
    try TLSStream(accepting: SocketChannel(descriptor, loop: loop), context.certificates, pacer.value)
  }
}

/// TLS for the connections of a client. Transports of one context are equal.
package struct TLSClientTransport: ClientTransport {
  private let context: TLSClientContext
  private let offersHTTP: Bool

  /// - Parameter offersHTTP: whether the protocol is HTTP/1.1, which the client then says (ALPN, RFC 7301).
  package init(_ context: TLSClientContext, offersHTTP: Bool = true) {
    self.context = context
    self.offersHTTP = offersHTTP
  }

  package func connect(
    to address: SocketAddress, host: String, on loop: EventLoop, until deadline: MonotonicTime, onStart: (TLSStream) -> Void
  ) async throws(SocketError) -> TLSStream {
    let name = context.name(for: host)
    let trust = context.trust
    var started: Result<TLSStream, SocketError>?
    let server = "\(name) \(address.host) \(address.port)"
    do throws(SocketError) {
      _ = try await SocketChannel.connect(to: address, loop: loop, deadline: deadline) { channel in
        do throws(SocketError) {
          let stream = try TLSStream(connecting: channel, to: name, at: server, trust, offersHTTP: offersHTTP)
          onStart(stream)
          started = .success(stream)
        } catch {
          started = .failure(error)
          channel.close(.closed)
        }
      }
    } catch {
      if case .failure(let reason) = started { throw reason }
      throw error
    }
    guard let stream = try started?.get() else { throw .closed }
    do throws(SocketError) {
      try await stream.establish(until: deadline)
    } catch {
      stream.close(.closed)
      throw error
    }
    return stream
  }

  package static func == (left: Self, right: Self) -> Bool { left.context === right.context }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(context)) }
}
