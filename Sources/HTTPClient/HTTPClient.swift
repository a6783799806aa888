import HTTPCore
import ServiceLifecycle
import Sockets

/// An HTTP/1.1 client with keep-alive connections, pooled by origin on each loop.
///
/// From a task on one of the group's loops an exchange stays on that loop; from any other task it hops to one.
public final class HTTPClient: Service {
  private let group: EventLoopGroup
  private let shards: [ClientShard]

  /// A client that opens connections when they are needed.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration(), group: EventLoopGroup) {
    self.group = group
    let resolver = NameResolver()
    shards = group.loops.map { ClientShard(loop: $0, configuration: configuration, resolver: resolver) }
  }

  /// Sends a request and returns its whole response. The request's target is an origin form (`/path?query`); of `origin` only scheme, host
  /// and port count. The timeout is for all of it: waiting for a connection, connecting, sending, receiving.
  ///
  /// Host, Content-Length, Transfer-Encoding and Connection are the client's to write. A kept connection that turns out to be closed is
  /// replaced silently once, if nothing of a response was received and the method is idempotent.
  ///
  /// `bodyBytes` may lower the configuration's limit for this response.
  public func execute(
    _ request: HTTPRequest, to origin: HTTPURL, timeout: Duration, bodyBytes: Int = .max
  ) async throws(HTTPClientError) -> HTTPResponse {
    if let loop = EventLoop.current, loop.index < shards.count, shards[loop.index].loop === loop {
      return try await shards[loop.index].execute(request, to: origin, timeout: timeout, bodyBytes: bodyBytes)
    }
    let shard = shards[group.next().index]
    return try await withTaskExecutorPreference(shard.loop) { () async throws(HTTPClientError) -> HTTPResponse in
      try await shard.execute(request, to: origin, timeout: timeout, bodyBytes: bodyBytes)
    }
  }

  /// Closes unused connections in time, until graceful shutdown or cancellation; then all of them. Without `run()` they are closed only when
  /// their pool is used again.
  public func run() async throws {
    await withDiscardingTaskGroup { tasks in
      for shard in shards {
        tasks.addTask(executorPreference: shard.loop) {
          await cancelWhenGracefulShutdown { await shard.reap() }
          shard.stop()
        }
      }
    }
  }

  deinit {
    for shard in shards { shard.loop.execute { shard.stop() } }
  }
}
