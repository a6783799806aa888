import Concurrency
import HTTPCore
import Sockets
import Synchronization
import TLS

/// Accepts plain TCP on loopback and passes the bytes on over TLS, so that tests which write raw bytes reach a server with TLS.
public final class TLSRelay: Sendable {
  private static let relays = Mutex<[Int: TLSRelay]>([:])

  /// The port where raw bytes reach a server of the stack: its own, or that of a relay when it has TLS.
  public static func port(for url: String) throws -> Int {
    guard let url = HTTPURL(url) else { throw UnexpectedAnswer(description: "not a URL: \(url)") }
    guard url.scheme == .https else { return url.port }
    return try relays.withLock { relays in
      if let relay = relays[url.port] { return relay.port }
      let relay = try TLSRelay(to: url.port, TestStack.tls)
      relays[url.port] = relay
      return relay.port
    }
  }

  /// The port that it listens on.
  public let port: Int
  private let loops: EventLoopGroup

  public init(to target: Int, _ files: TLSClientFiles) throws {
    guard let address = SocketAddress(numeric: "127.0.0.1", port: 0), let server = SocketAddress(numeric: "127.0.0.1", port: target) else {
      throw SocketError.addressInvalid
    }
    let transport = TLSClientTransport(try TLSClientContext(files))
    let listener = try SocketListener(address: address)
    port = listener.port
    loops = try EventLoopGroup(count: 1)
    let loop = loops.loops[0]
    let start = Start(listener)
    Task.detached(executorPreference: loop) { try await Self.accept(start, server, transport, loop) }
  }

  deinit { loops.shutdown() }

  /// Carries the listener to its loop.
  private final class Start: Sendable {
    let listener: Mutex<SocketListener?>
    init(_ listener: consuming SocketListener) { self.listener = Mutex(listener) }
  }

  private static func accept(_ start: Start, _ server: SocketAddress, _ transport: TLSClientTransport, _ loop: EventLoop) async throws {
    guard let channel = try start.listener.withLock({ try $0.take()?.onLoop(loop) }) else { return }
    while true {
      switch channel.accept() {
      case .connection(let descriptor, _):
        let plain = LoopBound(try SocketChannel(descriptor, loop: loop), to: loop)
        Task.detached(executorPreference: loop) {
          let secure = try? await transport.connect(
            to: server, host: "127.0.0.1", on: loop, until: .now.advanced(by: .seconds(10)), onStart: { _ in })
          guard let secure else { return plain.value.close(.closed) }
          let bound = LoopBound(secure, to: loop)
          async let up: Void = pump(plain.value, bound.value)
          await pump(bound.value, plain.value)
          await up
          plain.value.close(.closed)
          bound.value.close(.closed)
        }
      case .none: guard await channel.waitAcceptable() == .ready else { return }
      case .exhausted: return
      case .failed: return
      }
    }
  }

  /// Moves bytes until one side ends, and then ends the other's sending side.
  private static func pump(_ source: some ByteStream, _ target: some ByteStream) async {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      switch chunk.withUnsafeMutableBytes({ source.receive(into: $0) }) {
      case .moved(let count):
        var sent = 0
        while sent < count {
          switch chunk[sent..<count].withUnsafeBytes({ target.send($0, more: false) }) {
          case .moved(let part): sent += part
          case .needsWritable: guard await target.waitWritable(until: .never) == .ready else { return }
          case .needsReadable, .end, .failed: return
          }
        }
      case .needsReadable: guard await source.waitReadable(until: .never) == .ready else { return target.endSending() }
      case .needsWritable: guard await source.waitWritable(until: .never) == .ready else { return target.endSending() }
      case .end, .failed: return target.endSending()
      }
    }
  }
}
