import Sockets

/// What somebody who waits for a connection gets.
enum PoolGrant<Stream: ByteStream>: Sendable {
  /// A kept connection.
  case connection(ClientConnection<Stream>)
  /// Room for a new one, to be connected by who waited.
  case permission
  case failed(HTTPClientError)
}

// @unchecked: everything is touched on the loop's thread only.
/// One origin's connections on one loop: the kept ones, how many are open in all, and who waits in line.
final class OriginPool<Stream: ByteStream>: @unchecked Sendable {
  private struct Kept {
    let connection: ClientConnection<Stream>
    let since: MonotonicTime
  }

  private struct Waiter {
    let exchange: ClientExchange
    let continuation: UnsafeContinuation<PoolGrant<Stream>, Never>
  }

  let host: String
  let port: Int
  private let limit: Int
  private var kept: [Kept] = []
  private var waiters: [Waiter] = []
  /// Connections in use, kept, or being made.
  private(set) var open = 0
  private var isClosed = false

  init(host: String, port: Int, limit: Int) {
    self.host = host
    self.port = port
    self.limit = limit
  }

  /// The connection used last, if it is still good: the others may then grow old and be closed.
  func takeIdle(at now: MonotonicTime, idleTime: Duration) -> ClientConnection<Stream>? {
    while let last = kept.popLast() {
      if now < last.since.advanced(by: idleTime), last.connection.stream.isQuiet { return last.connection }
      close(last.connection)
    }
    return nil
  }

  /// Room for one more connection, if there is; it is then counted as open.
  func takePermission() -> Bool {
    if open >= limit, !kept.isEmpty { close(kept.removeFirst().connection) }
    guard open < limit else { return false }
    open += 1
    return true
  }

  /// The permission led to no connection: the next in line may try.
  func returnPermission() {
    if !waiters.isEmpty { return waiters.removeFirst().continuation.resume(returning: .permission) }
    open -= 1
  }

  func addWaiter(_ exchange: ClientExchange, _ continuation: UnsafeContinuation<PoolGrant<Stream>, Never>) {
    waiters.append(Waiter(exchange: exchange, continuation: continuation))
  }

  func endWait(_ exchange: ClientExchange, _ error: HTTPClientError) {
    guard let index = waiters.firstIndex(where: { $0.exchange === exchange }) else { return }
    waiters.remove(at: index).continuation.resume(returning: .failed(error))
  }

  /// A connection that can carry another exchange.
  func giveBack(_ connection: ClientConnection<Stream>, at now: MonotonicTime) {
    if isClosed { return discard(connection) }
    if !waiters.isEmpty { return waiters.removeFirst().continuation.resume(returning: .connection(connection)) }
    kept.append(Kept(connection: connection, since: now))
  }

  /// A connection that cannot.
  func discard(_ connection: ClientConnection<Stream>) {
    connection.stream.close(.closed)
    returnPermission()
  }

  /// Closes what is too old; returns whether nothing is left, and nobody uses the pool.
  func reap(at now: MonotonicTime, idleTime: Duration) -> Bool {
    let old = kept.prefix { $0.since.advanced(by: idleTime) <= now }.count
    for entry in kept[..<old] { close(entry.connection) }
    kept.removeFirst(old)
    return open == 0 && waiters.isEmpty
  }

  /// Closes every kept connection; those in use are closed when they come back.
  func close() {
    isClosed = true
    for entry in kept { close(entry.connection) }
    kept = []
  }

  private func close(_ connection: ClientConnection<Stream>) {
    connection.stream.close(.closed)
    open -= 1
  }
}
