import Concurrency
import HTTPCore
import Logging
import Sockets
import Testing

@testable import HTTPServer

struct TransportTests {
  /// Moves one byte per call, and sometimes needs the other direction first, as TLS does.
  private final class TrickleStream: ByteStream {
    private let channel: SocketChannel
    private var calls = 0

    init(_ channel: SocketChannel) { self.channel = channel }

    private var needsOtherDirection: Bool {
      calls += 1
      return calls.isMultiple(of: 3)
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> StreamProgress {
      if needsOtherDirection { return .needsWritable }
      return channel.receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1)))
    }

    func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> StreamProgress {
      channel.send(UnsafeRawBufferPointer(rebasing: bytes.prefix(1)), more: more)
    }

    nonisolated(nonsending) func waitReadable(until deadline: MonotonicTime) async -> WaitOutcome {
      await channel.waitReadable(until: deadline)
    }

    nonisolated(nonsending) func waitWritable(until deadline: MonotonicTime) async -> WaitOutcome {
      await channel.waitWritable(until: deadline)
    }

    var isReusable: Bool { channel.isReusable }
    var onHangUp: (() -> Void)? {
      get { channel.onHangUp }
      set { channel.onHangUp = newValue }
    }
    func interrupt() { channel.interrupt() }
    func endSending() { channel.endSending() }
    func close(_ outcome: WaitOutcome) { channel.close(outcome) }
  }

  private struct TrickleTransport: ServerTransport {
    func accept(_ descriptor: consuming OwnedDescriptor, on loop: EventLoop) throws(SocketError) -> TrickleStream {
      TrickleStream(try SocketChannel(descriptor, loop: loop))
    }
  }

  @Test func servesOverAnyByteStream() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let loop = loops.loops[0]
    let listener = try SocketListener(address: try #require(SocketAddress(numeric: "127.0.0.1", port: 0)))
    let port = listener.port
    let context = ServerContext(
      loop: loop, configuration: HTTPServerConfiguration(), handler: ClosureHandler { HTTPResponse(body: $0.body) },
      logger: Logger(label: "test"))
    let shard = LoopBound(
      ServerShard(listener: listener, transport: TrickleTransport(), context: context, maximumConnections: 10), to: loop)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask(executorPreference: loop) { await shard.value.run() }
      defer { loop.execute { shard.value.stop(atOnce: true) } }
      let peer = try await RawPeer.connect(port: port, loop: loop)
      let body = String(repeating: "0123456789", count: 200)
      for last in [false, true] {
        let connection = last ? "close" : "keep-alive"
        await peer.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: \(connection)\r\nContent-Length: 2000\r\n\r\n" + body)
        #expect(await peer.receive(until: body).hasSuffix("\r\n\r\n" + body))
      }
    }
  }
}
