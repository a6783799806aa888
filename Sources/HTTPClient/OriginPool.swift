import Concurrency
import HTTPCore
import Sockets
import Synchronization

/// The result of waiting for a connection.
enum PoolGrant<Stream: ByteStream>: Sendable {
  case connection(LoopBound<ClientConnection<Stream>>)
  /// The right to open one.
  case permission
  case failed(HTTPClientError)
}

/// The number of connections of a client, over all loops and origins.
final class ConnectionCount: Sendable {
  private let count = Atomic<Int>(0)

  var value: Int { count.load(ordering: .relaxed) }

  func add(_ change: Int) { count.add(change, ordering: .relaxed) }
}

/// One origin's connections on one loop: the idle ones, the number of open ones, and the exchanges that wait for one.
final class OriginPool<T: ClientTransport> {
  typealias Stream = T.Stream

  private struct Idle {
    let connection: ClientConnection<Stream>
    let since: MonotonicTime
  }

  let host: String
  let port: Int
  let transport: T
  private let loop: EventLoop
  private let limit: Int
  private var idle = Deque<Idle>()
  private var waiters = WaiterQueue<PoolGrant<Stream>>()
  private let connections: ConnectionCount
  /// Connections in use, idle, or being opened.
  private(set) var open = 0 { didSet { connections.add(open - oldValue) } }
  private var isClosed = false

  init(_ origin: HTTPURL, transport: T, limit: Int, loop: EventLoop, connections: ConnectionCount) {
    self.connections = connections
    host = origin.host
    port = origin.port
    self.transport = transport
    self.limit = limit
    self.loop = loop
  }

  /// The idle connection that was used last, if it is still good. The others can then expire.
  func takeIdle(at now: MonotonicTime, idleTime: Duration) -> ClientConnection<Stream>? {
    while let last = idle.popLast() {
      if now < last.since.advanced(by: idleTime), last.connection.stream.isReusable { return last.connection }
      close(last.connection)
    }
    return nil
  }

  /// Permits one more connection, which counts as open from now on. False at the limit.
  func takePermission() -> Bool {
    if open >= limit, let oldest = idle.popFirst() { close(oldest.connection) }
    guard open < limit else { return false }
    open += 1
    return true
  }

  /// The permitted connection could not be opened: the next waiter may try.
  func returnPermission() {
    if let waiter = waiters.popFirst() {
      waiter.fulfil(.permission)
    } else {
      open -= 1
    }
  }

  /// Queues for a connection or a permission.
  func addWaiter() -> Promise<PoolGrant<Stream>> { waiters.append() }

  /// Ends a wait that has not been served.
  func endWait(_ waiter: Promise<PoolGrant<Stream>>, _ error: HTTPClientError) {
    if waiters.remove(waiter) { waiter.fulfil(.failed(error)) }
  }

  /// Returns a connection that can carry another exchange.
  func put(_ connection: ClientConnection<Stream>, at now: MonotonicTime) {
    if isClosed { return discard(connection) }
    if let waiter = waiters.popFirst() {
      waiter.fulfil(.connection(LoopBound(connection, to: loop)))
    } else {
      idle.append(Idle(connection: connection, since: now))
    }
  }

  /// Closes a connection that cannot carry another exchange.
  func discard(_ connection: ClientConnection<Stream>) {
    connection.stream.close(.closed)
    returnPermission()
  }

  /// Closes expired connections. Returns whether the pool is unused.
  func closeExpired(at now: MonotonicTime, idleTime: Duration) -> Bool {
    while let oldest = idle.first, oldest.since.advanced(by: idleTime) <= now {
      idle.removeFirst()
      close(oldest.connection)
    }
    return open == 0 && waiters.isEmpty
  }

  /// Closes the idle connections. Those in use are closed when they are returned.
  func close() {
    isClosed = true
    for entry in idle { close(entry.connection) }
    idle = []
  }

  private func close(_ connection: ClientConnection<Stream>) {
    connection.stream.close(.closed)
    open -= 1
  }
}
