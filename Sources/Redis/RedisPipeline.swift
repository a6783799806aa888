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
  private let owner: RedisContextOwner
  private let watch: DescriptorWatch
  private let timeout: Duration
  private let limit: Int
  private var commands = Deque<Command>()
  private var isClosed = false
  private var isTimerSet = false
  private var isWriteDue = false
  private let writeRequests: AsyncStream<Void>
  private let writeRequest: AsyncStream<Void>.Continuation

  init(owner: RedisContextOwner, watch: DescriptorWatch, loop: EventLoop, timeout: Duration, limit: Int) {
    self.owner = owner
    self.watch = watch
    self.loop = loop
    self.timeout = timeout
    self.limit = limit
    (writeRequests, writeRequest) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Queues a command. The commands of all tasks of this turn of the loop share one write.
  func send(_ encoded: [UInt8], _ waiter: UnsafeContinuation<Reply, Never>) {
    guard !isClosed, commands.count < limit, owner.append(encoded) else {
      return waiter.resume(returning: .failure(.unavailable))
    }
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
    watch.close()
    writeRequest.finish()
    owner.free()
    let waiting = commands
    commands = []
    for command in waiting { command.waiter.resume(returning: .failure(error)) }
  }

  /// Reads replies until the connection is closed.
  func serve() async {
    let bound = LoopBound(self, to: loop)
    await withTaskGroup { group in
      group.addTask { await bound.value.readReplies() }
      group.addTask { await bound.value.writeWhenRequested() }
      await group.next()
      close(.unavailable)
    }
  }

  private func readReplies() async {
    while !isClosed {
      do { try await watch.readable(deadline: nil) } catch { return }
      guard !isClosed else { return }
      let isOpen = owner.read()
      while !commands.isEmpty, let reply = owner.nextReply() {
        if case .failure = reply { return }
        commands.popFirst()?.waiter.resume(returning: reply)
      }
      guard isOpen else { return }
    }
  }

  /// Continues the writes that the socket did not accept at once.
  private func writeWhenRequested() async {
    for await _ in writeRequests {
      writing: while !isClosed {
        switch owner.write() {
        case .done: break writing
        case .failed: return
        case .blocked:
          do { try await watch.writable(deadline: nil) } catch { return }
        }
      }
    }
  }

  private func write() {
    isWriteDue = false
    guard !isClosed else { return }
    switch owner.write() {
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
