import HTTPCore
import Sockets

// @unchecked: everything but the immutable properties is touched on the loop's thread only.
/// One loop's part of a client: its pools, by origin.
final class ClientShard: @unchecked Sendable {
  let loop: EventLoop
  private let configuration: HTTPClientConfiguration
  private let resolver: NameResolver
  private var pools: [String: OriginPool<SocketChannel>] = [:]
  private var buffers: ReceiveBufferPool
  private var isStopped = false

  init(loop: EventLoop, configuration: HTTPClientConfiguration, resolver: NameResolver) {
    self.loop = loop
    self.configuration = configuration
    self.resolver = resolver
    buffers = ReceiveBufferPool(capacity: max(configuration.headBytes, 1024) + 16 * 1024)
  }

  /// One exchange. On the loop.
  nonisolated(nonsending) func execute(_ request: HTTPRequest, to origin: HTTPURL, timeout: Duration, bodyBytes: Int)
    async throws(HTTPClientError) -> HTTPResponse
  {
    guard origin.scheme == "http" else { throw .invalidRequest("https is not spoken yet") }
    guard !isStopped else { throw .stopped }
    let bytes = try RequestEncoder.encode(request, authority: origin.authority)
    let deadline = MonotonicTime.now.advanced(by: timeout)
    let pool = pool(for: origin)
    let exchange = ClientExchange()
    return try await Self.withCancellation(exchange, on: loop) { () async -> Result<HTTPResponse, HTTPClientError> in
      do throws(HTTPClientError) {
        return .success(try await self.perform(request.method, bytes, pool, exchange, deadline, bodyBytes: bodyBytes))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  private nonisolated(nonsending) func perform(
    _ method: HTTPMethod, _ bytes: [UInt8], _ pool: OriginPool<SocketChannel>, _ exchange: ClientExchange, _ deadline: MonotonicTime,
    bodyBytes: Int
  ) async throws(HTTPClientError) -> HTTPResponse {
    var limits = configuration
    limits.bodyBytes = min(limits.bodyBytes, bodyBytes)
    var mayReuse = true
    while true {
      let connection = try await lease(pool, exchange, deadline, mayReuse: mayReuse)
      let isReused = connection.exchanges > 0
      exchange.stream = connection.stream
      let buffer = buffers.take()
      let outcome = await connection.exchange(bytes, isHead: method == .head, deadline, buffer, limits)
      buffers.give(buffer)
      exchange.stream = nil
      switch outcome {
      case .response(let response, let keepsAlive):
        if keepsAlive, !isStopped { pool.giveBack(connection, at: loop.now) } else { pool.discard(connection) }
        return response
      case .failed(let error, let mayHaveActed):
        pool.discard(connection)
        if exchange.isCancelled { throw .cancelled }
        // A kept connection that the server closed meanwhile says nothing about the server: once more, on a fresh one.
        guard error == .connectionClosed, isReused, mayReuse, !mayHaveActed || (method.isIdempotent && connection.receivedNothing) else {
          throw error
        }
        mayReuse = false
      }
    }
  }

  private nonisolated(nonsending) func lease(
    _ pool: OriginPool<SocketChannel>, _ exchange: ClientExchange, _ deadline: MonotonicTime, mayReuse: Bool
  ) async throws(HTTPClientError) -> ClientConnection<SocketChannel> {
    if exchange.isCancelled { throw .cancelled }
    if mayReuse, let kept = pool.takeIdle(at: loop.now, idleTime: configuration.idleTime) { return kept }
    if !pool.takePermission() {
      switch await wait(pool, exchange, deadline) {
      case .connection(let connection): return connection
      case .permission: break
      case .failed(let error): throw error
      }
    }
    do throws(SocketError) {
      return ClientConnection(stream: try await connect(pool, exchange, deadline))
    } catch {
      pool.returnPermission()
      throw exchange.isCancelled ? .cancelled : HTTPClientError(error)
    }
  }

  private nonisolated(nonsending) func wait(_ pool: OriginPool<SocketChannel>, _ exchange: ClientExchange, _ deadline: MonotonicTime) async
    -> PoolGrant<SocketChannel>
  {
    let now = MonotonicTime.now
    guard now < deadline else { return .failed(.timedOut) }
    let timer = loop.schedule(after: .nanoseconds(Int64(clamping: deadline.nanoseconds - now.nanoseconds))) {
      pool.endWait(exchange, .timedOut)
    }
    defer { timer.cancel() }
    exchange.onCancel = { [unowned exchange] in pool.endWait(exchange, .cancelled) }
    defer { exchange.onCancel = nil }
    return await withUnsafeContinuation { pool.addWaiter(exchange, $0) }
  }

  /// Tries the origin's addresses in turn, each with its share of the time that is left.
  private nonisolated(nonsending) func connect(_ pool: OriginPool<SocketChannel>, _ exchange: ClientExchange, _ deadline: MonotonicTime)
    async throws(SocketError) -> SocketChannel
  {
    let limit = min(deadline, MonotonicTime.now.advanced(by: configuration.connectTime))
    let addresses = try await resolver.resolve(pool.host, port: pool.port, loop: loop, deadline: limit)
    var failure = SocketError.nameNotFound
    for (index, address) in addresses.enumerated() {
      if exchange.isCancelled { throw .cancelled }
      let now = MonotonicTime.now
      guard now < limit else { throw .timedOut }
      let share = (limit.nanoseconds - now.nanoseconds) / UInt64(addresses.count - index)
      do throws(SocketError) {
        return try await SocketChannel.connect(to: address, loop: loop, deadline: now.advanced(byNanoseconds: share)) {
          exchange.stream = $0
        }
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private func pool(for origin: HTTPURL) -> OriginPool<SocketChannel> {
    if let pool = pools[origin.authority] { return pool }
    let pool = OriginPool<SocketChannel>(host: origin.host, port: origin.port, limit: max(1, configuration.connectionsPerOrigin))
    pools[origin.authority] = pool
    return pool
  }

  private nonisolated(nonsending) static func withCancellation(
    _ exchange: ClientExchange, on loop: EventLoop, _ body: () async -> Result<HTTPResponse, HTTPClientError>
  ) async -> Result<HTTPResponse, HTTPClientError> {
    await withTaskCancellationHandler(operation: body) { loop.execute { exchange.cancel() } }
  }

  // MARK: Life

  /// Closes what has been unused for too long, every second, until cancelled. On the loop.
  func reap() async {
    while (try? await loop.sleep(for: .seconds(1))) != nil {
      for (key, pool) in pools where pool.reap(at: loop.now, idleTime: configuration.idleTime) { pools[key] = nil }
    }
  }

  /// Closes every unused connection, and lets no exchange begin. On the loop.
  func stop() {
    isStopped = true
    for pool in pools.values { pool.close() }
    pools = [:]
  }
}
