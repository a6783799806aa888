import Concurrency
import HTTPCore
import ServiceLifecycle
import Sockets
import TLS

/// An HTTP/1.1 client with keep-alive connections, over TCP or TLS, pooled by origin on each loop.
///
/// An exchange of a task on one of the group's loops stays on that loop; other tasks use the loops in turn.
public final class HTTPClient: Service {
  private typealias Shard<T: ClientTransport> = LoopBound<ClientShard<T>>

  private let group: EventLoopGroup
  private let plain: [Shard<TCPTransport>]
  private let secure: [Shard<TLSClientTransport>]
  private let tls: TLSClientContext?
  private let connections = ConnectionCount()

  /// A client that opens connections on demand.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration(), group: EventLoopGroup) {
    self.group = group
    let resolver = NameResolver()
    plain = Self.shards(configuration, group, resolver, connections)
    secure = Self.shards(configuration, group, resolver, connections)
    tls = configuration.tls
  }

  /// The connections that are in use, idle, or being opened.
  public var openConnections: Int { connections.value }

  /// Sends a request and returns its complete response. The request's target is in origin form (`/path?query`); scheme, host and port come
  /// from `origin`. The timeout covers the whole exchange: waiting for a connection, connecting, sending, receiving.
  ///
  /// The client writes Host, Content-Length, Transfer-Encoding and Connection itself. When the server has closed an idle connection, the
  /// exchange is repeated once on a new one, if no byte of a response has arrived and the method is idempotent.
  ///
  /// `bodyBytes` can lower the configured limit for this response. `tls` is for an `https` origin; nil means the client's own.
  /// `cancellation` can end the exchange with `.cancelled`, as the cancellation of the task does.
  public func execute(
    _ request: HTTPRequest, to origin: HTTPURL, tls context: TLSClientContext? = nil, timeout: Duration, bodyBytes: Int = .max,
    cancellation: Cancellation? = nil
  ) async throws(HTTPClientError) -> HTTPResponse {
    switch origin.scheme {
    case .http: return try await execute(request, to: origin, on: plain, over: TCPTransport(), timeout, bodyBytes: bodyBytes, cancellation)
    case .https:
      guard let context = context ?? tls else { throw .invalidRequest("this client has no certificates to verify servers with") }
      return try await execute(
        request, to: origin, on: secure, over: TLSClientTransport(context), timeout, bodyBytes: bodyBytes, cancellation)
    }
  }

  private func execute<T: ClientTransport>(
    _ request: HTTPRequest, to origin: HTTPURL, on shards: [Shard<T>], over transport: T, _ timeout: Duration, bodyBytes: Int,
    _ cancellation: Cancellation?
  ) async throws(HTTPClientError) -> HTTPResponse {
    if let loop = EventLoop.current, loop.index < shards.count, shards[loop.index].loop === loop {
      return try await shards[loop.index].value.execute(
        request, to: origin, over: transport, timeout: timeout, bodyBytes: bodyBytes, cancellation: cancellation)
    }
    let shard = shards[group.next().index]
    return try await withTaskExecutorPreference(shard.loop) { () async throws(HTTPClientError) -> HTTPResponse in
      try await shard.value.execute(
        request, to: origin, over: transport, timeout: timeout, bodyBytes: bodyBytes, cancellation: cancellation)
    }
  }

  private static func shards<T: ClientTransport>(
    _ configuration: HTTPClientConfiguration, _ group: EventLoopGroup, _ resolver: NameResolver, _ connections: ConnectionCount
  ) -> [Shard<T>] {
    group.loops.map { loop in
      LoopBound(ClientShard(loop: loop, configuration: configuration, resolver: resolver, connections: connections), to: loop)
    }
  }

  /// Closes expired connections until graceful shutdown or cancellation; then all idle ones. Without `run()` expired connections are closed
  /// only when their pool is used.
  public func run() async throws {
    await withDiscardingTaskGroup { tasks in
      for (plain, secure) in zip(plain, secure) {
        tasks.addTask(executorPreference: plain.loop) {
          await cancelWhenGracefulShutdown { [loop = plain.loop] in
            while (try? await loop.sleep(for: .seconds(1))) != nil {
              plain.value.closeExpired()
              secure.value.closeExpired()
            }
          }
          plain.value.stop()
          secure.value.stop()
        }
      }
    }
  }

  deinit {
    for shard in plain { shard.loop.execute { shard.value.stop() } }
    for shard in secure { shard.loop.execute { shard.value.stop() } }
  }
}
