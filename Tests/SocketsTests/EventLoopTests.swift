import Synchronization
import TestSupport
import Testing

@testable import Sockets

struct EventLoopTests {
  @Test func runsATaskAndItsChildrenOnItsThread() async throws {
    let group = try EventLoopGroup(count: 2)
    defer { group.shutdown() }
    for loop in group.loops {
      let indices = await withTaskExecutorPreference(loop) {
        await withTaskGroup(of: Int?.self) { tasks in
          for _ in 0..<3 { tasks.addTask { EventLoop.current?.index } }
          return await tasks.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(indices == [loop.index, loop.index, loop.index])
      #expect(EventLoop.current == nil)
      #expect(!loop.inLoop)
    }
  }

  @Test func isTheExecutorOfAnActor() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let actor = LoopActor(loop: group.loops[0])
    #expect(await actor.runsOnItsLoop())
  }

  @Test func runsTheEndOfTheTurnAfterItsJobs() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let order = Mutex<[String]>([])
    loop.execute {
      loop.atEndOfTurn { order.withLock { $0.append("end") } }
      loop.execute {
        order.withLock { $0.append("second") }
        loop.execute { order.withLock { $0.append("third") } }
      }
      order.withLock { $0.append("first") }
    }
    // Nothing else wakes the loop meanwhile.
    try await eventually("the turn ends") { order.withLock { $0.count } == 4 }
    #expect(order.withLock { $0 } == ["first", "second", "third", "end"])
  }

  @Test func runsWhatTheEndOfATurnAddsInTheSameTurn() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let hasRun = Mutex(false)
    loop.execute { loop.atEndOfTurn { loop.atEndOfTurn { hasRun.withLock { $0 = true } } } }
    // No descriptor and no timer begins another turn.
    try await eventually("the second closure runs") { hasRun.withLock { $0 } }
  }

  /// Rounds are limited by their time, not only by their number.
  @Test func aTaskThatGoesOnAndOnLetsTimersAndDescriptorsIn() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let isOver = Mutex(false)
    let slices = await withTaskExecutorPreference(loop) {
      loop.schedule(after: .milliseconds(3)) { isOver.withLock { $0 = true } }
      var slices = 0
      while !isOver.withLock({ $0 }), slices < 1000 {
        slices += 1
        let end = ContinuousClock.now + .milliseconds(1)
        while ContinuousClock.now < end {}
        await Task.yield()
      }
      return slices
    }
    #expect(slices < 16)
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

  @Test func runsTimersInOrder() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let order = Mutex<[Int]>([])
    let cancelled = group.loops[0].schedule(after: .milliseconds(5)) { order.withLock { $0.append(99) } }
    cancelled.cancel()
    for number in [3, 1, 2] {
      group.loops[0].schedule(after: .milliseconds(number * 10)) { order.withLock { $0.append(number) } }
    }
    try await eventually("the last timer fires") { order.withLock { $0.last } == 3 }
    #expect(order.withLock { $0 } == [1, 2, 3])
  }

  @Test func runsTasksOfManyThreads() async throws {
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

  @Test func stopsWithPendingTimers() async throws {
    let group = try EventLoopGroup(count: 1)
    _ = group.loops[0].schedule(after: .seconds(60)) {}
    group.shutdown()
    group.shutdown()
  }

  @Test func endsSleepsWhenItEnds() async throws {
    let group = try EventLoopGroup(count: 1)
    let loop = group.loops[0]
    let sleeper = Task { try await loop.sleep(for: .seconds(60)) }
    loop.schedule(after: .milliseconds(5)) { group.shutdown() }
    await #expect(throws: SocketError.closed) { try await sleeper.value }
    await #expect(throws: SocketError.closed) { try await loop.sleep(for: .seconds(60)) }
  }
}

private actor LoopActor {
  private let loop: EventLoop
  init(loop: EventLoop) { self.loop = loop }
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  func runsOnItsLoop() -> Bool {
    assertIsolated()
    return loop.inLoop
  }
}
