import CHiredis
import Sockets

/// One pipelined connection, driven by its event loop: replies come in the order of the commands.
// Unchecked: every mutable property is touched on `loop`'s thread only; `send` and `close` hop there.
final class RedisConnection: @unchecked Sendable {
  typealias Reply = Result<RedisValue, RedisError>

  private struct Command {
    let sentAt: ContinuousClock.Instant
    let waiter: UnsafeContinuation<Reply, Never>
  }

  private let loop: EventLoop
  private let owner: RedisContextOwner
  private let watch: DescriptorWatch
  private let timeout: Duration
  private let limit: Int
  private var commands: [Command] = []
  private var head = 0
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

  /// Sends one command and waits for its reply, whatever happens to the caller's task, but not longer than the time limit.
  nonisolated(nonsending) func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisValue {
    let encoded = RedisArgument.encode(command)
    // Unsafe continuation: every command is completed exactly once, by its reply or by `closeNow`.
    let reply: Reply = await withUnsafeContinuation { continuation in
      if loop.inLoop {
        start(encoded, continuation)
      } else {
        loop.execute { self.start(encoded, continuation) }
      }
    }
    let value = try reply.get()
    if case .error(let prefix) = value { throw RedisError(.refused(prefix: prefix)) }
    return value
  }

  /// Closes the connection; commands under way fail with `.unavailable`.
  func close() { onLoop { $0.closeNow(.unavailable) } }

  private func onLoop(_ body: @escaping @Sendable (RedisConnection) -> Void) {
    if loop.inLoop { body(self) } else { loop.execute { body(self) } }
  }

  // MARK: on the loop

  /// Reads replies until the connection closes, for whatever reason.
  func serve() async {
    await withTaskGroup { group in
      group.addTask { await self.readReplies() }
      group.addTask { await self.writeWhenAsked() }
      await group.next()
      closeNow(.unavailable)
    }
  }

  private func readReplies() async {
    while !isClosed {
      do { try await watch.readable(deadline: nil) } catch { return }
      guard !isClosed else { return }
      let isAlive = owner.read()
      while head < commands.count, let reply = owner.nextReply() {
        if case .failure = reply { return }
        finishFirst(reply)
      }
      guard isAlive else { return }
    }
  }

  private func writeWhenAsked() async {
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

  private func start(_ encoded: [UInt8], _ waiter: UnsafeContinuation<Reply, Never>) {
    guard !isClosed, commands.count - head < limit, owner.append(encoded) else {
      return waiter.resume(returning: .failure(.unavailable))
    }
    commands.append(Command(sentAt: .now, waiter: waiter))
    setTimer(after: timeout)
    guard !isWriteDue else { return }
    isWriteDue = true
    loop.atEndOfTurn { self.write() }
  }

  /// Writes the commands of all tasks of this turn of the loop.
  private func write() {
    isWriteDue = false
    guard !isClosed else { return }
    switch owner.write() {
    case .done: break
    case .blocked: writeRequest.yield()
    case .failed: closeNow(.unavailable)
    }
  }

  private func finishFirst(_ reply: Reply) {
    let command = commands[head]
    head += 1
    if head == commands.count || head >= 1024 {
      commands.removeFirst(head)
      head = 0
    }
    command.waiter.resume(returning: reply)
  }

  /// A reply that is late cannot be told from the next one, so the connection goes with the command.
  private func setTimer(after delay: Duration) {
    guard !isTimerSet else { return }
    isTimerSet = true
    _ = loop.schedule(after: delay) { [weak self] in
      guard let self else { return }
      isTimerSet = false
      guard !isClosed, head < commands.count else { return }
      let rest = timeout - (ContinuousClock.now - commands[head].sentAt)
      if rest <= .zero { closeNow(RedisError(.timeout)) } else { setTimer(after: rest) }
    }
  }

  private func closeNow(_ error: RedisError) {
    guard !isClosed else { return }
    isClosed = true
    watch.close()
    writeRequest.finish()
    owner.free()
    let rest = commands[head...]
    commands = []
    head = 0
    for command in rest { command.waiter.resume(returning: .failure(error)) }
  }
}
