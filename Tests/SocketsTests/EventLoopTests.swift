import Synchronization
import Testing

@testable import Sockets

struct EventLoopTests {
  @Test func runsATaskAndItsChildrenOnItsThread() async throws {
    let group = try EventLoopGroup(count: 2)
    defer { group.shutdown() }
    for loop in group.loops {
      let places = await withTaskExecutorPreference(loop) {
        await withTaskGroup(of: Int?.self) { tasks in
          for _ in 0..<3 { tasks.addTask { EventLoop.current?.index } }
          return await tasks.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(places == [loop.index, loop.index, loop.index])
      #expect(EventLoop.current == nil)
      #expect(!loop.inLoop)
    }
  }

  @Test func isTheExecutorOfAnActor() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let resident = Resident(loop: group.loops[0])
    #expect(await resident.isAtHome())
  }

  @Test func endsATurnAfterAllItsJobsAndBeforeItWaits() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let order = Mutex<[String]>([])
    // A sleeping loop: only the body's own turn can end it.
    try await loop.sleep(for: .milliseconds(1))
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      loop.execute {
        loop.atEndOfTurn {
          order.withLock { $0.append("end") }
          done.resume()
        }
        loop.execute {
          order.withLock { $0.append("second") }
          loop.execute { order.withLock { $0.append("third") } }
        }
        order.withLock { $0.append("first") }
      }
    }
    #expect(order.withLock { $0 } == ["first", "second", "third", "end"])
  }

  @Test func endsWhatAnEndBringsBeforeItWaits() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    try await loop.sleep(for: .milliseconds(1))
    // No descriptor and no timer would end another turn.
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      loop.execute {
        loop.atEndOfTurn { loop.atEndOfTurn { done.resume() } }
      }
    }
  }

  @Test func sleepsAtLeastAsLongAsAsked() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let start = ContinuousClock.now
    try await group.loops[0].sleep(for: .milliseconds(30))
    #expect(ContinuousClock.now - start >= .milliseconds(30))
  }

  @Test func endsASleepWhenItsTaskIsCancelled() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    for _ in 0..<50 {
      let sleeper = Task { () -> SocketError? in
        do throws(SocketError) {
          try await loop.sleep(for: .seconds(60))
          return nil
        } catch {
          return error
        }
      }
      sleeper.cancel()
      #expect(await sleeper.value == .cancelled)
    }
  }

  @Test func runsScheduledBodiesInTheOrderOfTheirTimes() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let order = Mutex<[Int]>([])
    let cancelled = group.loops[0].schedule(after: .milliseconds(5)) { order.withLock { $0.append(99) } }
    cancelled.cancel()
    await withCheckedContinuation { done in
      for number in [3, 1, 2] {
        group.loops[0].schedule(after: .milliseconds(number * 10)) {
          order.withLock { $0.append(number) }
          if number == 3 { done.resume() }
        }
      }
    }
    #expect(order.withLock { $0 } == [1, 2, 3])
  }

  @Test func takesWorkFromManyThreads() async throws {
    let group = try EventLoopGroup(count: 2)
    defer { group.shutdown() }
    let total = await withTaskGroup(of: Int.self) { tasks in
      for number in 0..<2000 {
        tasks.addTask(executorPreference: group.loops[number % 2]) {
          await Task.yield(); return 1
        }
      }
      return await tasks.reduce(0, +)
    }
    #expect(total == 2000)
  }

  @Test func stopsWhileTasksWait() async throws {
    let group = try EventLoopGroup(count: 1)
    _ = group.loops[0].schedule(after: .seconds(60)) {}
    group.shutdown()
    group.shutdown()
  }
}

private actor Resident {
  private let loop: EventLoop
  init(loop: EventLoop) { self.loop = loop }
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  func isAtHome() -> Bool {
    assertIsolated()
    return loop.inLoop
  }
}

extension EventLoopTests {
  @Test func tellsSleepersThatItHasEnded() async throws {
    let group = try EventLoopGroup(count: 1)
    let loop = group.loops[0]
    let sleeper = Task { try await loop.sleep(for: .seconds(60)) }
    loop.schedule(after: .milliseconds(5)) { group.shutdown() }
    await #expect(throws: SocketError.closed) { try await sleeper.value }
    await #expect(throws: SocketError.closed) { try await loop.sleep(for: .seconds(60)) }
  }
}
