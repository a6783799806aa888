import Logging
import ServiceLifecycle
import Sockets

/// A Redis client with one pipelined connection per event loop, which `run()` keeps open.
///
/// While Redis is unavailable, commands fail at once with `.unavailable`, and the client reconnects with backoff.
public final class RedisClient: Service, Sendable {
  private let links: [RedisLink]

  /// A client that connects when `run()` is called.
  public init(_ configuration: RedisConfiguration, group: EventLoopGroup, logger: Logger) {
    links = group.loops.map { RedisLink(configuration, loop: $0, logger: logger) }
  }

  /// Keeps the connections open until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [links] in
      await withDiscardingTaskGroup { group in
        for link in links {
          group.addTask(executorPreference: link.loop) { await link.run() }
        }
      }
    }
  }

  /// Whether at least one connection is open.
  public var isConnected: Bool { links.contains { $0.isConnected } }

  /// Sends one command. An error reply is thrown as `.rejected`.
  public nonisolated(nonsending) func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisValue {
    guard let connection = await link.connection() else { throw .unavailable }
    return try await connection.send(command)
  }

  /// The link of the caller's loop, or a random one.
  private var link: RedisLink {
    if let index = EventLoop.current?.index, index >= 0 { return links[index % links.count] }
    return links.randomElement() ?? links[0]
  }
}
