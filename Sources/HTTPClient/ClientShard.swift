import Concurrency
import HTTPCore
import Sockets

/// One loop's part of a client for one kind of transport: its connection pools, one per origin.
final class ClientShard<T: ClientTransport> {
  private typealias Pool = OriginPool<T>
  private typealias Exchange = ClientExchange<T>

  /// An origin (RFC 9110 §4.3.1) and the way to it: connections of different transports are never shared.
  private struct Origin: Hashable {
    let authority: String
    let transport: T
  }

  private let loop: EventLoop
  private let configuration: HTTPClientConfiguration
  private let resolver: NameResolver
  private let connections: ConnectionCount
  private var pools: [Origin: Pool] = [:] { didSet { lastPool = nil } }
  /// The pool that was used last: the calls of one wave go to one origin.
  private var lastPool: (origin: Origin, pool: Pool)?
  private var buffers: ReceiveBufferPool
  private var isStopped = false

  init(loop: EventLoop, configuration: HTTPClientConfiguration, resolver: NameResolver, connections: ConnectionCount) {
    self.loop = loop
    self.configuration = configuration
    self.resolver = resolver
    self.connections = connections
    buffers = ReceiveBufferPool(capacity: max(configuration.limits.headBytes, 1024) + 16 * 1024)
  }

  /// Performs one exchange. On the loop.
  func execute(
    _ request: HTTPRequest, to origin: HTTPURL, over transport: T, timeout: Duration, bodyBytes: Int, cancellation: Cancellation?
  )
    async throws(HTTPClientError) -> HTTPResponse
  {
    guard !isStopped else { throw .stopped }
    let bytes = try RequestEncoder.encode(request, authority: origin.authority)
    let deadline = MonotonicTime.now.advanced(by: timeout)
    let pool = pool(for: origin, over: transport)
    let exchange = Exchange()
    let bound = LoopBound((exchange: exchange, pool: pool), to: loop)
    let cancel: @Sendable () -> Void = { bound.loop.execute { bound.value.exchange.cancel(in: bound.value.pool) } }
    cancellation?.onCancel(cancel)
    defer { cancellation?.onCancel(nil) }
    return try await withTaskCancellationHandler { () async -> Result<HTTPResponse, HTTPClientError> in
      do throws(HTTPClientError) {
        return .success(try await self.perform(request.method, bytes, pool, exchange, deadline, bodyBytes: bodyBytes))
      } catch {
        return .failure(error)
      }
    } onCancel: {
      cancel()
    }.get()
  }

  private func perform(
    _ method: HTTPMethod, _ bytes: [UInt8], _ pool: Pool, _ exchange: Exchange, _ deadline: MonotonicTime, bodyBytes: Int
  ) async throws(HTTPClientError) -> HTTPResponse {
    var limits = configuration.limits
    limits.bodyBytes = min(limits.bodyBytes, bodyBytes)
    var mayReuse = true
    while true {
      let connection = try await lease(pool, exchange, deadline, mayReuse: mayReuse)
      let isReused = connection.exchanges > 0
      exchange.stream = connection.stream
      let buffer = buffers.take()
      let outcome = await connection.exchange(bytes, isHead: method == .head, deadline, buffer, limits)
      buffers.put(buffer)
      exchange.stream = nil
      if let response = try settle(outcome, connection, pool, exchange, mayRepeat: isReused && mayReuse, method) { return response }
      mayReuse = false
    }
  }

  /// Returns the connection to its pool or closes it. Nil when the exchange must be repeated on a new connection.
  @inline(never)
  private func settle(
    _ outcome: ClientConnection<T.Stream>.Outcome, _ connection: ClientConnection<T.Stream>, _ pool: Pool, _ exchange: Exchange,
    mayRepeat: Bool, _ method: HTTPMethod
  ) throws(HTTPClientError) -> HTTPResponse? {
    switch outcome {
    case .response(let response, let keepsAlive):
      if keepsAlive, !isStopped { pool.put(connection, at: loop.now) } else { pool.discard(connection) }
      return response
    case .failed(let error, let mayHaveActed):
      pool.discard(connection)
      if exchange.isCancelled { throw .cancelled }
      // The server may close an idle connection at any time (RFC 9112 §9.3.1): try once more, on a new connection.
      guard error == .connectionClosed, mayRepeat, !mayHaveActed || (method.isIdempotent && connection.receivedNothing) else { throw error }
      return nil
    }
  }

  private func lease(
    _ pool: Pool, _ exchange: Exchange, _ deadline: MonotonicTime, mayReuse: Bool
  ) async throws(HTTPClientError) -> ClientConnection<T.Stream> {
    if exchange.isCancelled { throw .cancelled }
    if mayReuse, let idle = pool.takeIdle(at: loop.now, idleTime: configuration.idleTime) { return idle }
    return try await leaseAnother(pool, exchange, deadline)
  }

  /// Waits for a connection, or opens one.
  @inline(never)
  private func leaseAnother(
    _ pool: Pool, _ exchange: Exchange, _ deadline: MonotonicTime
  ) async throws(HTTPClientError) -> ClientConnection<T.Stream> {
    if !pool.takePermission() {
      switch await wait(pool, exchange, deadline) {
      case .connection(let connection): return connection.value
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

  private func wait(_ pool: Pool, _ exchange: Exchange, _ deadline: MonotonicTime) async -> PoolGrant<T.Stream> {
    let now = MonotonicTime.now
    guard now < deadline else { return .failed(.timedOut) }
    let waiter = pool.addWaiter()
    let bound = LoopBound(pool, to: loop)
    let timer = loop.schedule(after: now.duration(until: deadline)) { bound.value.endWait(waiter, .timedOut) }
    defer { timer.cancel() }
    exchange.waiter = waiter
    defer { exchange.waiter = nil }
    return await waiter.value()
  }

  /// Tries the origin's addresses in order, each with its share of the remaining time.
  private func connect(_ pool: Pool, _ exchange: Exchange, _ deadline: MonotonicTime)
    async throws(SocketError) -> T.Stream
  {
    let limit = min(deadline, MonotonicTime.now.advanced(by: configuration.connectTime))
    let addresses = try await resolver.resolve(pool.host, port: pool.port, loop: loop, deadline: limit)
    var failure = SocketError.nameNotFound
    for (index, address) in addresses.enumerated() {
      if exchange.isCancelled { throw .cancelled }
      let now = MonotonicTime.now
      guard now < limit else { throw .timedOut }
      let share = now.advanced(byNanoseconds: (limit.nanoseconds - now.nanoseconds) / UInt64(addresses.count - index))
      do throws(SocketError) {
        return try await pool.transport.connect(to: address, host: pool.host, on: loop, until: share) { exchange.stream = $0 }
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private func pool(for url: HTTPURL, over transport: T) -> Pool {
    let origin = Origin(authority: url.authority, transport: transport)
    if let lastPool, lastPool.origin == origin { return lastPool.pool }
    if let pool = pools[origin] {
      lastPool = (origin, pool)
      return pool
    }
    let pool = Pool(
      url, transport: transport, limit: max(1, configuration.connectionsPerOrigin), loop: loop, connections: connections)
    pools[origin] = pool
    return pool
  }

  // MARK: Lifetime

  /// Closes expired connections. On the loop.
  func closeExpired() {
    for (origin, pool) in pools where pool.closeExpired(at: loop.now, idleTime: configuration.idleTime) { pools[origin] = nil }
  }

  /// Closes the idle connections and rejects new exchanges. On the loop.
  func stop() {
    isStopped = true
    for pool in pools.values { pool.close() }
    pools = [:]
  }
}

/// What a running exchange waits for, so that its cancellation can end the wait.
final class ClientExchange<T: ClientTransport> {
  private(set) var isCancelled = false
  /// The connection in use or being opened.
  var stream: T.Stream? {
    didSet { if isCancelled { stream?.close(.cancelled) } }
  }
  /// The place in a pool's queue.
  var waiter: Promise<PoolGrant<T.Stream>>?

  func cancel(in pool: OriginPool<T>) {
    isCancelled = true
    stream?.close(.cancelled)
    if let waiter { pool.endWait(waiter, .cancelled) }
  }
}
