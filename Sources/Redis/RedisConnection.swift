import Sockets

/// One pipelined connection, as tasks of any thread use it. Its state is in a `RedisPipeline` on the connection's event loop.
final class RedisConnection: Sendable {
  private let pipeline: LoopBound<RedisPipeline>

  /// Takes over an established stream. On the loop.
  init(stream: any ByteStream, reader: ReplyReader, loop: EventLoop, timeout: Duration, limit: Int) {
    pipeline = LoopBound(RedisPipeline(stream: stream, reader: reader, loop: loop, timeout: timeout, limit: limit), to: loop)
  }

  /// Sends one command and waits for its reply until the command's timeout, whether or not the task is cancelled.
  func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisValue {
    let encoded = RedisArgument.encode(command)
    // The unsafe continuation is resumed once: by its reply, or when the connection is closed.
    let reply: RedisPipeline.Reply = await withUnsafeContinuation { continuation in
      if pipeline.loop.inLoop {
        pipeline.value.send(encoded, continuation)
      } else {
        pipeline.loop.execute { [pipeline] in pipeline.value.send(encoded, continuation) }
      }
    }
    let value = try reply.get()
    if case .error(let prefix) = value { throw RedisError(.rejected(prefix: prefix)) }
    return value
  }

  /// Why the connection is broken; nil while it is not. On the loop.
  var failure: SocketError? { pipeline.value.failure }

  /// Reads replies until the connection is closed. On the loop.
  func serve() async { await pipeline.value.serve() }

  /// Closes the connection. The commands in progress fail with `.unavailable`.
  func close() { pipeline.loop.execute { [pipeline] in pipeline.value.close(.unavailable) } }
}
