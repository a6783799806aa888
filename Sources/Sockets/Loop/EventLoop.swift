import Concurrency
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: `inbox` and `threadID` are synchronised. The other properties are what one thread, the loop's, runs on; `LoopBound` cannot hold
// them, since it asks this class whether the caller is that thread.
/// One thread that waits for its descriptors and timers, and that is the Swift executor of the tasks which use them.
///
/// A task with this executor preference (`withTaskExecutorPreference`) and its children stay on the thread while they call only nonisolated
/// functions, so what a loop owns needs no lock. Code on a loop must not block. After the group's `shutdown()` jobs are dropped.
public final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
  /// What other threads have enqueued.
  struct Inbox {
    var jobs: [UnownedJob] = []
    var bodies: [@Sendable () -> Void] = []
    var isWakePending = false
    var isStopping = false
    /// The loop no longer takes anything out.
    var hasEnded = false
  }

  /// The loop's number in its group, from 0.
  public let index: Int

  let poller: PlatformPoller
  let inbox = Mutex(Inbox())
  private let threadID = Atomic<UInt>(0)
  private var jobs: [UnownedJob] = []
  private var running: [UnownedJob] = []
  private var bodies: [@Sendable () -> Void] = []
  private var turnEnds: [() -> Void] = []
  private var endingTurn: [() -> Void] = []
  var registrations = RegistrationTable()
  var timers = TimerWheel<TimerAction>()
  private let epoch = MonotonicTime.now
  /// The loop no longer serves descriptors and timers. On the loop.
  private(set) var hasEnded = false

  /// The time of the last return from the poller: exact enough for deadlines, and needs no system call.
  package private(set) var now = MonotonicTime.now

  /// Where a thread keeps its loop.
  private static let threadKey: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  init(index: Int) throws(SocketError) {
    self.index = index
    poller = try PlatformPoller()
  }

  /// The loop whose thread this is; nil elsewhere.
  public static var current: EventLoop? {
    guard let raw = pthread_getspecific(threadKey) else { return nil }
    return Unmanaged<EventLoop>.fromOpaque(raw).takeUnretainedValue()
  }

  /// Whether the caller runs on this loop's thread.
  public var inLoop: Bool { threadID.load(ordering: .relaxed) == SystemThread.currentID }

  // MARK: Executor

  /// Enqueues a job of the Swift runtime.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if inLoop {
      jobs.append(job)
    } else {
      _ = post { $0.jobs.append(job) }
    }
  }

  /// This loop as the runtime refers to it.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Stops the process when an actor of this loop is entered from another thread.
  public func checkIsolated() { precondition(inLoop, "not on the event loop") }

  /// Runs a closure on the loop, after what is queued already. From any thread.
  public func execute(_ body: @escaping @Sendable () -> Void) { execute(body) {} }

  /// Runs a closure on the loop, or `otherwise` at once when the loop has ended.
  func execute(_ body: @escaping @Sendable () -> Void, otherwise: () -> Void) {
    if inLoop {
      bodies.append(body)
    } else if !post({ $0.bodies.append(body) }) {
      otherwise()
    }
  }

  /// Runs a closure when this turn's jobs are done, before the loop polls its descriptors: a write then sends what all of them have queued.
  /// On the loop.
  package func atEndOfTurn(_ body: @escaping () -> Void) {
    assert(inLoop)
    turnEnds.append(body)
  }

  /// Returns false when the loop has ended.
  private func post(_ change: (inout sending Inbox) -> Void) -> Bool {
    let (mustWake, isTaken) = inbox.withLock { inbox in
      guard !inbox.hasEnded else { return (false, false) }
      change(&inbox)
      defer { inbox.isWakePending = true }
      return (!inbox.isWakePending, true)
    }
    if mustWake { poller.wake() }
    return isTaken
  }

  /// Makes `run` return soon. From any thread.
  func stop() { _ = post { $0.isStopping = true } }

  // MARK: The loop

  /// Rounds of jobs between two polls, so that tasks that enqueue each other do not starve the descriptors.
  private static var roundsPerTurn: Int { 64 }

  /// The time for the rounds after the first few of a turn. A round that has begun is not interrupted.
  private static var timePerTurn: UInt64 { 2_000_000 }

  /// Runs on the calling thread until `stop`.
  func run() {
    threadID.store(SystemThread.currentID, ordering: .relaxed)
    pthread_setspecific(Self.threadKey, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(Self.threadKey, nil) }
    var isStopping = false
    while true {
      runJobs()
      endTurn()
      if isStopping { break }
      let woken = poller.wait(milliseconds: waitTime()) { token, ready in registrations[token]?.report(ready) }
      now = .now
      if woken { isStopping = takeInbox() }
      fireTimers()
    }
    end()
  }

  /// Ends all waits with `.closed`, and runs the jobs that this resumes.
  private func end() {
    hasEnded = true
    for registration in registrations.all { registration.end() }
    for action in timers.removeAll() {
      if case .token(let token) = action { token.abandon() }
    }
    runJobs()
    inbox.withLock { $0.hasEnded = true }
    _ = takeInbox()
    runJobs()
    threadID.store(0, ordering: .relaxed)
  }

  private func runJobs() {
    let executor = asUnownedTaskExecutor()
    var rounds = 0
    while !(jobs.isEmpty && bodies.isEmpty), rounds < Self.roundsPerTurn {
      rounds += 1
      // Most turns end before the clock is asked.
      if rounds > 4, !hasEnded, MonotonicTime.now.nanoseconds - now.nanoseconds > Self.timePerTurn { return }
      swap(&jobs, &running)
      for job in running { job.runSynchronously(on: executor) }
      running.removeAll(keepingCapacity: true)
      if !bodies.isEmpty {
        let now = bodies
        bodies = []
        for body in now { body() }
      }
    }
  }

  private func endTurn() {
    // These closures may add others.
    while !turnEnds.isEmpty {
      swap(&turnEnds, &endingTurn)
      for body in endingTurn { body() }
      endingTurn.removeAll(keepingCapacity: true)
    }
  }

  /// Returns whether the loop is to stop.
  private func takeInbox() -> Bool {
    let (newJobs, newBodies, isStopping) = inbox.withLock { inbox in
      defer {
        inbox.jobs = []
        inbox.bodies = []
        inbox.isWakePending = false
      }
      return (inbox.jobs, inbox.bodies, inbox.isStopping)
    }
    jobs.append(contentsOf: newJobs)
    bodies.append(contentsOf: newBodies)
    return isStopping
  }

  // MARK: Timers: a tick is a millisecond since the loop was made

  /// Runs a closure on the loop after a delay, unless the loop ends first. From any thread.
  @discardableResult
  public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> TimerToken {
    let timer = TimerToken(loop: self, body: body)
    start(timer, after: delay)
    return timer
  }

  /// Suspends the task for a duration. Throws `SocketError.cancelled` when the task is cancelled first, `.closed` when the loop ends first.
  public func sleep(for duration: Duration) async throws(SocketError) {
    let end = Promise<SocketError?>()
    let timer = TimerToken(loop: self, onEnd: { end.fulfil(.closed) }, body: { end.fulfil(nil) })
    start(timer, after: duration)
    let failure = await end.value {
      timer.cancel()
      end.fulfil(.cancelled)
    }
    if let failure { throw failure }
  }

  private func start(_ timer: TimerToken, after delay: Duration) {
    let time = MonotonicTime.now.advanced(by: delay)
    if inLoop {
      timer.arm(at: time)
    } else {
      execute({ timer.arm(at: time) }, otherwise: timer.abandon)
    }
  }

  func insertTimer(at time: MonotonicTime, _ action: TimerAction) -> TimerWheel<TimerAction>.Token {
    // Rounded up: a timer never fires before its time.
    let elapsed = time.nanoseconds > epoch.nanoseconds ? time.nanoseconds - epoch.nanoseconds : 0
    return timers.insert(due: elapsed / 1_000_000 + 1, action)
  }

  private func waitTime() -> Int32 {
    guard jobs.isEmpty, bodies.isEmpty else { return 0 }
    guard let next = timers.nextTick else { return -1 }
    let elapsed = (MonotonicTime.now.nanoseconds - epoch.nanoseconds) / 1_000_000
    return next > elapsed ? Int32(clamping: next - elapsed) : 0
  }

  private func fireTimers() {
    guard timers.count > 0 else { return }
    for action in timers.advance(to: (now.nanoseconds - epoch.nanoseconds) / 1_000_000) {
      switch action {
      case .registration(let registration): registration.timerFired()
      case .token(let token): token.fire()
      }
    }
  }
}
