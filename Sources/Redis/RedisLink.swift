import Concurrency
import Logging
import Sockets
import Synchronization
import TLS

/// One loop's connection to Redis, which is replaced when it is lost.
final class RedisLink: Sendable {
  private typealias Waiters = WaiterQueue<RedisConnection?>

  private enum State {
    /// The first attempt to connect is in progress: commands wait for its result.
    case starting(Waiters)
    case up(RedisConnection)
    /// Commands fail at once.
    case down
  }

  let loop: EventLoop
  private let configuration: RedisConfiguration
  private let logger: Logger
  private let state = Mutex(State.starting(Waiters()))

  init(_ configuration: RedisConfiguration, loop: EventLoop, logger: Logger) {
    self.configuration = configuration
    self.loop = loop
    self.logger = logger
  }

  var isConnected: Bool {
    state.withLock { if case .up = $0 { true } else { false } }
  }

  /// Keeps the connection open until the task is cancelled.
  func run() async {
    var isReported = false
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
    while !Task.isCancelled {
      do {
        let connection = try await open()
        async let served: Void = connection.serve()
        if try await prepare(connection) {
          become(.up(connection))
          backoff.reset()
          isReported = false
          logger.debug("connected to Redis")
        }
        await served
      } catch {
        // One line for each outage.
        if !Task.isCancelled {
          logger.log(level: isReported ? .debug : .warning, "cannot connect to Redis", metadata: ["error": "\(error)"])
        }
        isReported = true
      }
      become(.down)
      // Also after a connection that the server closed at once: otherwise the attempts would follow each other without a pause.
      try? await loop.sleep(for: backoff.next())
    }
    become(.down)
  }

  /// The connection, or nil when Redis is unavailable.
  func connection() async -> RedisConnection? {
    let (connection, waiter) = state.withLock { state -> (RedisConnection?, Promise<RedisConnection?>?) in
      switch state {
      case .up(let connection): return (connection, nil)
      case .down: return (nil, nil)
      case .starting(var waiters):
        let waiter = waiters.append()
        state = .starting(waiters)
        return (nil, waiter)
      }
    }
    guard let waiter else { return connection }
    let timer = loop.schedule(after: configuration.connectTimeout) { self.timeOut(waiter) }
    defer { timer.cancel() }
    return await waiter.value()
  }

  private func timeOut(_ waiter: Promise<RedisConnection?>) {
    let isWaiting = state.withLock { state in
      guard case .starting(var waiters) = state else { return false }
      let isWaiting = waiters.remove(waiter)
      state = .starting(waiters)
      return isWaiting
    }
    if isWaiting { waiter.fulfil(nil) }
  }

  private func become(_ new: State) {
    var waiters = state.withLock { state in
      defer { state = new }
      return if case .starting(let waiters) = state { waiters } else { Waiters() }
    }
    let connection: RedisConnection? = if case .up(let connection) = new { connection } else { nil }
    for waiter in waiters.removeAll() { waiter.fulfil(connection) }
  }

  private static let resolver = NameResolver()

  /// Tries the host's addresses in order.
  private func open() async throws -> RedisConnection {
    var failure: any Error = RedisError.unavailable
    let deadline = MonotonicTime.now.advanced(by: configuration.connectTimeout)
    for address in try await Self.resolver.resolve(configuration.host, port: configuration.port, loop: loop, deadline: deadline) {
      do { return try await open(address, deadline) } catch { failure = error }
    }
    throw failure
  }

  private func open(_ address: SocketAddress, _ deadline: MonotonicTime) async throws -> RedisConnection {
    guard let reader = ReplyReader() else { throw RedisError.unavailable }
    let started = LoopBound(Started(), to: loop)
    let stream: any ByteStream = try await withTaskCancellationHandler {
      guard configuration.isSecure else {
        return try await SocketChannel.connect(to: address, loop: loop, deadline: deadline) { started.value.stream = $0 }
      }
      guard let tls = configuration.tls else { throw SocketError.tls(reason: "there are no certificates to verify the server with") }
      return try await TLSClientTransport(tls, offersHTTP: false).connect(
        to: address, host: configuration.host, on: loop, until: deadline
      ) { started.value.stream = $0 }
    } onCancel: {
      loop.execute { started.value.stream?.close(.cancelled) }
    }
    return RedisConnection(
      stream: stream, reader: reader, loop: loop, timeout: configuration.commandTimeout, limit: configuration.pipelineLimit)
  }

  /// The stream that is being connected.
  private final class Started {
    var stream: (any ByteStream)?
  }

  /// AUTH and SELECT. The connection is closed when the server rejects them.
  private func prepare(_ connection: RedisConnection) async throws -> Bool {
    do {
      if let password = configuration.password {
        var command: [RedisArgument] = ["AUTH"]
        if let username = configuration.username { command.append(RedisArgument(username)) }
        _ = try await connection.send(command + [RedisArgument(password)])
      }
      // A server that refuses the client's certificate says so after the handshake (RFC 8446 §4.4.2).
      if configuration.isSecure { _ = try await connection.send(["PING"]) }
      if configuration.database != 0 { _ = try await connection.send(["SELECT", RedisArgument(configuration.database)]) }
      return true
    } catch {
      connection.close()
      throw connection.failure ?? error
    }
  }
}
