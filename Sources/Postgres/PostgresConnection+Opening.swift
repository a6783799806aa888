import CPostgres
import Concurrency
import Sockets

extension PostgresConnection {
  /// Connects without blocking (manual, 34.1: PQconnectStart, PQconnectPoll). Call it on the loop.
  static func open(
    _ configuration: PostgresConfiguration, statementTimeout: Duration?, loop: EventLoop, inbox: NotificationInbox? = nil
  ) async throws(PostgresError) -> PostgresConnection {
    let addresses = try await addresses(of: configuration, loop: loop)
    let parameters = configuration.connectionParameters(statementTimeout: statementTimeout, addresses: addresses)
    guard let owner = ConnectionOwner(parameters) else { throw .unavailable }
    try await handshake(owner, deadline: .now + configuration.connectTimeout, loop: loop)
    guard let pointer = owner.pointer, PQsetnonblocking(pointer, 1) == 0, PQenterPipelineMode(pointer) == 1 else { throw .unavailable }
    let watch: DescriptorWatch
    do { watch = try DescriptorWatch(descriptor: PQsocket(pointer), loop: loop) } catch {
      throw PostgresError(.unavailable, serverMessage: error.description)
    }
    return PostgresConnection(
      owner: owner, watch: watch, loop: loop, pipelineLimit: configuration.pipelineLimit, inbox: inbox)
  }

  private static let resolver = NameResolver()

  /// libpq would ask for the host's addresses itself, and block the loop meanwhile.
  private static func addresses(
    of configuration: PostgresConfiguration, loop: EventLoop
  ) async throws(PostgresError) -> [String] {
    guard let host = configuration.networkHost else { return [] }
    let deadline = MonotonicTime.now.advanced(by: configuration.connectTimeout)
    do throws(SocketError) {
      return try await resolver.resolve(host, port: 0, loop: loop, deadline: deadline).map(\.host)
    } catch {
      throw PostgresError(.unavailable, serverMessage: error.description)
    }
  }

  private static func handshake(
    _ owner: ConnectionOwner, deadline: ContinuousClock.Instant, loop: EventLoop
  ) async throws(PostgresError) {
    guard let pointer = owner.pointer else { throw .unavailable }
    // After PQconnectStart: "behave as if PQconnectPoll had last returned PGRES_POLLING_WRITING".
    var wanted = PQstatus(pointer) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while wanted != PGRES_POLLING_OK {
      guard wanted != PGRES_POLLING_FAILED else { throw PostgresError(.unavailable, serverMessage: owner.errorMessage) }
      do throws(SocketError) {
        // A watch for each step: libpq may go on with another socket, even one of the same number.
        let watch = try DescriptorWatch(descriptor: PQsocket(pointer), loop: loop)
        defer { watch.close() }
        if wanted == PGRES_POLLING_READING {
          try await watch.readable(deadline: deadline)
        } else {
          try await watch.writable(deadline: deadline)
        }
      } catch {
        throw PostgresError(error == .cancelled ? .cancelled : .unavailable, serverMessage: error.description)
      }
      wanted = PQconnectPoll(pointer)
    }
  }
}
