import Concurrency
import HTTPCore
import ServiceLifecycle
import Sockets

/// An HTTP/1.1 client with keep-alive connections, pooled by origin on each loop.
///
/// An exchange of a task on one of the group's loops stays on that loop; other tasks use the loops in turn.
public final class HTTPClient: Service {
  private typealias Shard = LoopBound<ClientShard<TCPTransport>>

  private let group: EventLoopGroup
  private let shards: [Shard]
  private let connections = ConnectionCount()

  /// A client that opens connections on demand.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration(), group: EventLoopGroup) {
    self.group = group
    let resolver = NameResolver()
    let connections = connections
    shards = group.loops.map { loop in
      LoopBound(
        ClientShard(loop: loop, configuration: configuration, resolver: resolver, connections: connections),
        to: loop)
    }
  }

  /// The connections that are in use, idle, or being opened.
  public var openConnections: Int { connections.value }

  /// Sends a request and returns its complete response. The request's target is in origin form (`/path?query`); scheme, host and port come
  /// from `origin`. The timeout covers the whole exchange: waiting for a connection, connecting, sending, receiving.
  ///
  /// The client writes Host, Content-Length, Transfer-Encoding and Connection itself. When the server has closed an idle connection, the
  /// exchange is repeated once on a new one, if no byte of a response has arrived and the method is idempotent.
  ///
  /// `bodyBytes` can lower the configured limit for this response. `cancellation` can end the exchange with `.cancelled`, as the cancellation of
  /// the task does.
  public func execute(
    _ request: HTTPRequest, to origin: HTTPURL, timeout: Duration, bodyBytes: Int = .max, cancellation: Cancellation? = nil
  ) async throws(HTTPClientError) -> HTTPResponse {
    guard origin.scheme == .http else { throw .invalidRequest("https is not supported") }
    if let loop = EventLoop.current, loop.index < shards.count, shards[loop.index].loop === loop {
      return try await shards[loop.index].value.execute(
        request, to: origin, over: TCPTransport(), timeout: timeout, bodyBytes: bodyBytes, cancellation: cancellation)
    }
    let shard = shards[group.next().index]
    return try await withTaskExecutorPreference(shard.loop) { () async throws(HTTPClientError) -> HTTPResponse in
      try await shard.value.execute(
        request, to: origin, over: TCPTransport(), timeout: timeout, bodyBytes: bodyBytes, cancellation: cancellation)
    }
  }

  /// Closes expired connections until graceful shutdown or cancellation; then all idle ones. Without `run()` expired connections are closed
  /// only when their pool is used.
  public func run() async throws {
    await withDiscardingTaskGroup { tasks in
      for shard in shards {
        tasks.addTask(executorPreference: shard.loop) {
          await cancelWhenGracefulShutdown { await shard.value.closeExpiredConnections() }
          shard.value.stop()
        }
      }
    }
  }

  deinit {
    for shard in shards { shard.loop.execute { shard.value.stop() } }
  }
}
