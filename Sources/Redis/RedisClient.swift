import Logging
import ServiceLifecycle
import Sockets

/// The process's access to Redis: one pipelined connection a loop, all of them living inside `run()`.
///
/// While the server is away commands fail at once with `.unavailable`; the connection comes back by itself.
public final class RedisClient: Service, Sendable {
  private let links: [RedisLink]

  /// A client whose connections open when `run()` is called.
  public init(_ configuration: RedisConfiguration, group: EventLoopGroup, logger: Logger) {
    links = group.loops.map { RedisLink(configuration, loop: $0, logger: logger) }
  }

  /// Keeps the connections until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [links] in
      await withDiscardingTaskGroup { group in
        for link in links {
          group.addTask(executorPreference: link.loop) { await link.run() }
        }
      }
    }
  }

  /// Whether at least one connection is up.
  public var isConnected: Bool { links.contains { $0.isConnected } }

  /// Sends one command. A reply that is an error is thrown as `.refused`.
  public nonisolated(nonsending) func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisValue {
    guard let connection = await link.connection() else { throw .unavailable }
    return try await connection.send(command)
  }

  /// The link of the loop that the caller is on, or any.
  private var link: RedisLink {
    if let index = EventLoop.current?.index, index >= 0 { return links[index % links.count] }
    return links.randomElement() ?? links[0]
  }
}
