import HTTPCore
import Logging
import ServiceLifecycle
import Sockets
import Synchronization

/// An HTTP/1.1 server: one listener a loop on one port, each connection served by the loop that accepted it.
///
/// `run()` serves until graceful shutdown: then it stops accepting, answers what is in flight with `Connection: close`, and returns when
/// all connections have ended or the drain time is over, whatever a handler does.
public final class HTTPServer: Service {
  private enum Phase {
    case new
    case listening([ServerShard])
    case running([ServerShard])
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

  /// Binds the port on every loop and returns it; connections wait until `run()` serves them. Throws `.addressInUse`, `.addressInvalid`, …
  /// A second call returns the same port.
  @discardableResult
  public func listen() throws(SocketError) -> Int {
    let result: Result<Int, SocketError> = phase.withLock { phase in
      switch phase {
      case .new: break
      case .listening(let shards), .running(let shards): return .success(shards.first?.port ?? 0)
      case .stopped: return .failure(.closed)
      }
      do throws(SocketError) {
        let shards = try makeShards()
        phase = .listening(shards)
        return .success(shards.first?.port ?? 0)
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
    let shards = phase.withLock { phase -> [ServerShard] in
      guard case .listening(let shards) = phase else { return [] }
      phase = .running(shards)
      return shards
    }
    logger.info("listening", metadata: ["host": "\(configuration.host)", "port": "\(port)", "loops": "\(shards.count)"])
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await withDiscardingTaskGroup { tasks in
          for shard in shards { tasks.addTask(executorPreference: shard.loop) { await shard.run() } }
        }
      } onGracefulShutdown: {
        self.stop()
      }
    } onCancel: {
      for shard in shards { shard.loop.execute { shard.stop(atOnce: true) } }
    }
    phase.withLock { $0 = .stopped }
    logger.info("stopped", metadata: ["port": "\(port)"])
  }

  /// Begins the graceful stop, as graceful shutdown does. Returns at once; `run()` returns when it is over.
  public func stop() {
    let shards = phase.withLock { phase -> [ServerShard] in
      switch phase {
      case .running(let shards): return shards
      case .new, .listening, .stopped:
        phase = .stopped
        return []
      }
    }
    for shard in shards { shard.loop.execute { shard.stop(atOnce: false) } }
  }

  private func makeShards() throws(SocketError) -> [ServerShard] {
    guard var address = SocketAddress(numeric: configuration.host, port: configuration.port) else { throw .addressInvalid }
    var shards: [ServerShard] = []
    for loop in group.loops {
      let listener = try SocketListener(address: address)
      // With port 0 the first listener finds a free one, and the others share it.
      address.port = listener.port
      let perLoop = max(1, configuration.maximumConnections / group.loops.count)
      shards.append(
        ServerShard(
          listener: listener, loop: loop, configuration: configuration, maximumConnections: perLoop, handler: handler, logger: logger))
    }
    return shards
  }
}
