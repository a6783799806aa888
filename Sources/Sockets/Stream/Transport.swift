import Concurrency

/// Makes the byte streams of a server. HTTP code is written against this protocol and `ByteStream`, and is generic over them, so that each
/// transport has its own specialised code.
package protocol ServerTransport: Sendable {
  associatedtype Stream: ByteStream

  /// The stream of an accepted connection. On the loop. `ByteStream.establish` does what remains before its first byte.
  func accept(_ descriptor: consuming OwnedDescriptor, on loop: EventLoop) throws(SocketError) -> Stream
}

/// Makes the byte streams of a client. A connection is reused only by exchanges of an equal transport.
package protocol ClientTransport: Hashable, Sendable {
  associatedtype Stream: ByteStream

  /// Connects to an address of `host`, the name that a certificate must prove. On the loop. `onStart` gets the stream before the attempt is
  /// over: closing it as `.cancelled` ends the attempt with that error.
  func connect(
    to address: SocketAddress, host: String, on loop: EventLoop, until deadline: MonotonicTime, onStart: (Stream) -> Void
  ) async throws(SocketError) -> Stream
}

/// Plain TCP.
package struct TCPTransport: ServerTransport, ClientTransport {
  package init() {}

  package func accept(_ descriptor: consuming OwnedDescriptor, on loop: EventLoop) throws(SocketError) -> SocketChannel {
    try SocketChannel(descriptor, loop: loop)
  }

  package func connect(
    to address: SocketAddress, host: String, on loop: EventLoop, until deadline: MonotonicTime, onStart: (SocketChannel) -> Void
  ) async throws(SocketError) -> SocketChannel {
    try await SocketChannel.connect(to: address, loop: loop, deadline: deadline, onStart: onStart)
  }
}
