import HTTPCore
import Logging
import ServiceLifecycle
import Sockets
import Synchronization
import TLS

/// An HTTP/1.1 server, over TLS if it has certificates. Each loop has a listener on the same port and serves the connections that it accepts. The port belongs to this server:
/// another one, of this process or another, cannot share it.
///
/// `run()` serves until graceful shutdown. Then it stops accepting, answers the requests in progress with `Connection: close`, and returns
/// when all connections have ended or the drain time is over.
public final class HTTPServer: Service {
  private typealias Shard = LoopBound<any RunnableShard>

  private enum Phase {
    case new
    case listening([Shard], port: Int)
    case running([Shard], port: Int)
    case stopped
  }

  private let configuration: HTTPServerConfiguration
  private let group: EventLoopGroup
  private let handler: any HTTPHandler
  private let logger: Logger
  private let phase = Mutex(Phase.new)

  /// A server that does nothing until `listen()` or `run()`.
  public init(configuration: HTTPServerConfiguration, group: EventLoopGroup, handler: some HTTPHandler, logger: Logger) {
    self.configuration = configuration
    self.group = group
    self.handler = handler
    self.logger = logger
  }

  /// Binds the port on every loop and returns it; connections wait until `run()` serves them. Throws `.addressInUse`, `.addressInvalid`, `.nameNotFound`, …
  /// A second call returns the same port.
  @discardableResult
  public func listen() throws(SocketError) -> Int {
    let result: Result<Int, SocketError> = phase.withLock { phase in
      switch phase {
      case .new: break
      case .listening(_, let port), .running(_, let port): return .success(port)
      case .stopped: return .failure(.closed)
      }
      do throws(SocketError) {
        let (shards, port) = try makeShards()
        phase = .listening(shards, port: port)
        return .success(port)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Serves until graceful shutdown or cancellation. Throws when the port cannot be bound.
  public func run() async throws {
    if case .stopped = phase.withLock({ $0 }) { return }
    let port = try listen()
    let shards = phase.withLock { phase -> [Shard] in
      guard case .listening(let shards, let port) = phase else { return [] }
      phase = .running(shards, port: port)
      return shards
    }
    logger.info(
      "listening",
      metadata: [
        "host": "\(configuration.host)", "port": .stringConvertible(port), "loops": .stringConvertible(shards.count),
        "scheme": configuration.tls == nil ? "http" : "https",
      ])
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await withDiscardingTaskGroup { tasks in
          for shard in shards { tasks.addTask(executorPreference: shard.loop) { await shard.value.run() } }
        }
      } onGracefulShutdown: {
        self.stop()
      }
    } onCancel: {
      for shard in shards { shard.loop.execute { shard.value.stop(atOnce: true) } }
    }
    phase.withLock { $0 = .stopped }
    logger.info("stopped", metadata: ["port": .stringConvertible(port)])
  }

  /// Begins the graceful stop, as graceful shutdown does. Returns at once; `run()` returns when it is over.
  public func stop() {
    let shards = phase.withLock { phase -> [Shard] in
      switch phase {
      case .running(let shards, _): return shards
      case .new, .listening, .stopped:
        phase = .stopped
        return []
      }
    }
    for shard in shards { shard.loop.execute { shard.value.stop(atOnce: false) } }
  }

  private func makeShards() throws(SocketError) -> (shards: [Shard], port: Int) {
    var address = try NameResolver.listeningAddress(of: configuration.host, port: configuration.port)
    var shards: [Shard] = []
    for loop in group.loops {
      // The first one claims the port for this process.
      let listener = try SocketListener(address: address, isShared: !shards.isEmpty)
      // With port 0 the first listener selects a free port, which the others share.
      address.port = listener.port
      let shard =
        if let tls = configuration.tls {
          makeShard(listener, over: TLSServerTransport(tls, loop: loop), on: loop)
        } else {
          makeShard(listener, over: TCPTransport(), on: loop)
        }
      shards.append(LoopBound(shard, to: loop))
    }
    return (shards, address.port)
  }

  private func makeShard(
    _ listener: consuming SocketListener, over transport: some ServerTransport, on loop: EventLoop
  ) -> any RunnableShard {
    ServerShard(
      listener: listener, transport: transport,
      context: ServerContext(loop: loop, configuration: configuration, handler: handler, logger: logger),
      maximumConnections: max(1, configuration.maximumConnections / group.loops.count))
  }
}
