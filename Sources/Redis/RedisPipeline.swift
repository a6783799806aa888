import Concurrency
import Sockets

/// The commands in progress on one connection: Redis replies in the order of the commands.
final class RedisPipeline {
  typealias Reply = Result<RedisValue, RedisError>

  private struct Command {
    let sentAt: MonotonicTime
    let waiter: UnsafeContinuation<Reply, Never>
  }

  private let loop: EventLoop
  private let stream: any ByteStream
  private let reader: ReplyReader
  private let timeout: Duration
  private let limit: Int
  private let input = ReceiveBuffer(capacity: 16 * 1024)
  private var output: [UInt8] = []
  private var commands = Deque<Command>()
  /// Why the stream is broken; nil while it is not.
  private(set) var failure: SocketError?
  private var isClosed = false
  private var isTimerSet = false
  private var isWriteDue = false
  private let writeRequests: AsyncStream<Void>
  private let writeRequest: AsyncStream<Void>.Continuation

  init(stream: any ByteStream, reader: ReplyReader, loop: EventLoop, timeout: Duration, limit: Int) {
    self.stream = stream
    self.reader = reader
    self.loop = loop
    self.timeout = timeout
    self.limit = limit
    (writeRequests, writeRequest) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Queues a command. The commands of all tasks of this turn of the loop share one write.
  func send(_ encoded: [UInt8], _ waiter: UnsafeContinuation<Reply, Never>) {
    guard !isClosed, commands.count < limit else { return waiter.resume(returning: .failure(.unavailable)) }
    output.append(contentsOf: encoded)
    commands.append(Command(sentAt: .now, waiter: waiter))
    setTimer(after: timeout)
    guard !isWriteDue else { return }
    isWriteDue = true
    loop.atEndOfTurn { self.write() }
  }

  /// Closes the connection. The commands in progress fail with the error.
  func close(_ error: RedisError) {
    guard !isClosed else { return }
    isClosed = true
    stream.close(.closed)
    writeRequest.finish()
    let waiting = commands
    commands = []
    output = []
    for command in waiting { command.waiter.resume(returning: .failure(error)) }
  }

  /// Reads replies until the connection is closed or the task is cancelled.
  func serve() async {
    let bound = LoopBound(self, to: loop)
    await withTaskCancellationHandler {
      await withTaskGroup { group in
        group.addTask { await bound.value.readReplies() }
        group.addTask { await bound.value.writeWhenRequested() }
        await group.next()
        close(.unavailable)
      }
    } onCancel: {
      bound.loop.execute { bound.value.close(.unavailable) }
    }
  }

  private func readReplies() async {
    while !isClosed {
      switch input.fill(from: stream) {
      case .moved:
        guard reader.feed(input.readable) else { return }
        input.clear()
        while !commands.isEmpty, let reply = reader.nextReply() {
          if case .failure = reply { return }
          commands.popFirst()?.waiter.resume(returning: reply)
        }
        // TLS may have waited for these bytes before it could send.
        if !output.isEmpty, !isWriteDue { write() }
      case .needsReadable, .needsWritable: guard await stream.waitReadable(until: .never) == .ready else { return }
      case .failed(let error):
        failure = failure ?? error
        return
      case .end: return
      }
    }
  }

  private enum Progress {
    case done
    case blocked
    case failed
  }

  /// Writes as much as the connection accepts.
  private func writeSome() -> Progress {
    while !output.isEmpty {
      switch output.withUnsafeBytes({ stream.send($0, more: false) }) {
      case .moved(let count) where count == output.count: output.removeAll(keepingCapacity: count <= 16 * 1024)
      case .moved(let count): output.removeFirst(count)
      case .needsWritable: return .blocked
      // The reader goes on when the bytes have arrived.
      case .needsReadable: return .done
      case .failed(let error):
        failure = failure ?? error
        return .failed
      case .end: return .failed
      }
    }
    return .done
  }

  /// Continues the writes that the connection did not accept at once.
  private func writeWhenRequested() async {
    for await _ in writeRequests {
      writing: while !isClosed {
        switch writeSome() {
        case .done: break writing
        case .failed: return
        case .blocked: guard await stream.waitWritable(until: .never) == .ready else { return }
        }
      }
    }
  }

  private func write() {
    isWriteDue = false
    guard !isClosed else { return }
    switch writeSome() {
    case .done: break
    case .blocked: writeRequest.yield()
    case .failed: close(.unavailable)
    }
  }

  /// Closes the connection when a command times out: its late reply would be taken for that of the next command.
  private func setTimer(after delay: Duration) {
    guard !isTimerSet else { return }
    isTimerSet = true
    let bound = LoopBound({ [weak self] in self?.closeIfLate() }, to: loop)
    loop.schedule(after: delay) { bound.value() }
  }

  private func closeIfLate() {
    isTimerSet = false
    guard !isClosed, let oldest = commands.first else { return }
    let rest = MonotonicTime.now.duration(until: oldest.sentAt.advanced(by: timeout))
    if rest == .zero { close(RedisError(.timeout)) } else { setTimer(after: rest) }
  }
}
