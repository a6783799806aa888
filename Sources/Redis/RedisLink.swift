import CHiredis
import Logging
import Pooling
import Sockets
import Synchronization

/// One loop's connection to Redis over time: connecting, up, or away.
final class RedisLink: Sendable {
  private enum State {
    /// The first attempt is under way: commands wait for its outcome.
    case starting([UInt64: CheckedContinuation<RedisConnection?, Never>], next: UInt64)
    case up(RedisConnection)
    /// Commands fail at once.
    case away
  }

  let loop: EventLoop
  private let configuration: RedisConfiguration
  private let logger: Logger
  private let state = Mutex(State.starting([:], next: 0))

  init(_ configuration: RedisConfiguration, loop: EventLoop, logger: Logger) {
    self.configuration = configuration
    self.loop = loop
    self.logger = logger
  }

  var isConnected: Bool {
    state.withLock { if case .up = $0 { true } else { false } }
  }

  /// Keeps the connection up until the task is cancelled.
  func run() async {
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
    while !Task.isCancelled {
      do {
        let connection = try await open()
        async let served: Void = connection.serve()
        if try await prepare(connection) {
          become(.up(connection))
          backoff.reset()
          logger.debug("connected to Redis")
        }
        await served
      } catch {
        if !Task.isCancelled { logger.warning("cannot connect to Redis", metadata: ["error": "\(error)"]) }
      }
      become(.away)
      // Also after a connection that was refused only once it stood, so that such a server is not asked without pause.
      try? await loop.sleep(for: backoff.next())
    }
    become(.away)
  }

  /// The connection, or nil while the server is away.
  nonisolated(nonsending) func connection() async -> RedisConnection? {
    if case .up(let connection) = state.withLock({ $0 }) { return connection }
    return await withCheckedContinuation { continuation in
      let (isDecided, connection) = state.withLock { state -> (Bool, RedisConnection?) in
        switch state {
        case .up(let connection): return (true, connection)
        case .away: return (true, nil)
        case .starting(var waiters, let number):
          waiters[number] = continuation
          state = .starting(waiters, next: number + 1)
          _ = loop.schedule(after: configuration.connectTimeout) { self.giveUp(number) }
          return (false, nil)
        }
      }
      if isDecided { continuation.resume(returning: connection) }
    }
  }

  private func giveUp(_ number: UInt64) {
    let waiter = state.withLock { state -> CheckedContinuation<RedisConnection?, Never>? in
      guard case .starting(var waiters, let next) = state else { return nil }
      defer { state = .starting(waiters, next: next) }
      return waiters.removeValue(forKey: number)
    }
    waiter?.resume(returning: nil)
  }

  private func become(_ new: State) {
    let waiters = state.withLock { state -> [CheckedContinuation<RedisConnection?, Never>] in
      defer { state = new }
      if case .starting(let waiters, _) = state { return Array(waiters.values) }
      return []
    }
    var connection: RedisConnection?
    if case .up(let up) = new { connection = up }
    for waiter in waiters { waiter.resume(returning: connection) }
  }

  private static let resolver = NameResolver()

  /// Tries the host's addresses in turn.
  private func open() async throws -> RedisConnection {
    var failure: any Error = RedisError.unavailable
    let deadline = MonotonicTime.now.advanced(by: configuration.connectTimeout)
    for address in try await Self.resolver.resolve(configuration.host, port: configuration.port, loop: loop, deadline: deadline) {
      do { return try await open(address.host) } catch { failure = error }
    }
    throw failure
  }

  private func open(_ address: String) async throws -> RedisConnection {
    guard let owner = RedisContextOwner(host: address, port: configuration.port) else { throw RedisError.unavailable }
    let watch = try DescriptorWatch(descriptor: owner.descriptor, loop: loop)
    do { try await watch.writable(deadline: .now + configuration.connectTimeout) } catch {
      watch.close()
      throw error
    }
    guard owner.isConnected else {
      watch.close()
      throw RedisError.unavailable
    }
    return RedisConnection(
      owner: owner, watch: watch, loop: loop, timeout: configuration.commandTimeout, limit: configuration.pipelineLimit)
  }

  /// AUTH and SELECT. A server that refuses them is as good as away.
  private func prepare(_ connection: RedisConnection) async throws -> Bool {
    do {
      if let password = configuration.password {
        var command: [RedisArgument] = ["AUTH"]
        if let username = configuration.username { command.append(RedisArgument(username)) }
        _ = try await connection.send(command + [RedisArgument(password)])
      }
      if configuration.database != 0 { _ = try await connection.send(["SELECT", RedisArgument(configuration.database)]) }
      return true
    } catch {
      connection.close()
      throw error
    }
  }
}
