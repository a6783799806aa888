import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: `inbox` and `threadID` are synchronized; every other property is touched by the loop's own thread only.
/// One thread that waits for its descriptors and timers, and that is the Swift executor of the tasks which use them.
///
/// A task with this preference (`withTaskExecutorPreference`) and its children never leave the thread while they call only nonisolated
/// functions, so what a loop owns needs no lock. Nothing on a loop may block. After the group's `shutdown()` jobs are dropped.
public final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
  /// What other threads have handed over.
  struct Inbox {
    var jobs: [UnownedJob] = []
    var bodies: [@Sendable () -> Void] = []
    var isWakeUnderway = false
    var isStopping = false
    /// Nobody takes anything out any more.
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
  /// The loop looks at no descriptor and no timer any more. On the loop.
  private(set) var hasEnded = false

  /// The clock as of the last return from the poller: exact enough for deadlines, and free.
  package private(set) var now = MonotonicTime.now

  init(index: Int) throws(SocketError) {
    self.index = index
    poller = try PlatformPoller()
  }

  /// The loop whose thread this is; nil elsewhere.
  public static var current: EventLoop? {
    guard let raw = pthread_getspecific(LoopThread.key) else { return nil }
    return Unmanaged<EventLoop>.fromOpaque(raw).takeUnretainedValue()
  }

  /// Whether the caller runs on this loop's thread.
  public var inLoop: Bool { threadID.load(ordering: .relaxed) == LoopThread.currentID }

  // MARK: Executor

  /// Takes a job of the Swift runtime.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if inLoop {
      jobs.append(job)
    } else {
      _ = post { $0.jobs.append(job) }
    }
  }

  /// A reference for the runtime.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Stops the process when an actor of this loop is entered from another thread.
  public func checkIsolated() { precondition(inLoop, "not on the event loop") }

  /// Runs a body on the loop, after what is queued already. From any thread.
  public func execute(_ body: @escaping @Sendable () -> Void) { execute(body) {} }

  /// Runs a body on the loop; or runs `otherwise` at once, when the loop has ended.
  func execute(_ body: @escaping @Sendable () -> Void, otherwise: () -> Void) {
    if inLoop {
      bodies.append(body)
    } else if !post({ $0.bodies.append(body) }) {
      otherwise()
    }
  }

  /// Runs a body once this turn's jobs are done, before the loop looks at its descriptors again: whoever writes then, writes in one go what
  /// all of them had to say. On the loop.
  package func atEndOfTurn(_ body: @escaping () -> Void) { turnEnds.append(body) }

  /// Returns whether somebody will look at it.
  private func post(_ change: (inout sending Inbox) -> Void) -> Bool {
    let (mustWake, isTaken) = inbox.withLock { inbox in
      guard !inbox.hasEnded else { return (false, false) }
      change(&inbox)
      defer { inbox.isWakeUnderway = true }
      return (!inbox.isWakeUnderway, true)
    }
    if mustWake { poller.wake() }
    return isTaken
  }

  /// Ends `run` soon.
  func stop() { _ = post { $0.isStopping = true } }

  // MARK: The loop

  /// Rounds of jobs between two looks at the descriptors, so that chatty tasks cannot starve them.
  private static var roundsPerTurn: Int { 64 }

  /// Runs on the calling thread until `stop`.
  func run() {
    threadID.store(LoopThread.currentID, ordering: .relaxed)
    pthread_setspecific(LoopThread.key, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(LoopThread.key, nil) }
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

  /// Tells everybody who still waits, and lets them find their ends.
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
    // What is written now may have its own end still to come.
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
        inbox.isWakeUnderway = false
      }
      return (inbox.jobs, inbox.bodies, inbox.isStopping)
    }
    jobs.append(contentsOf: newJobs)
    bodies.append(contentsOf: newBodies)
    return isStopping
  }

  // MARK: Timers: a tick is a millisecond since the loop was made

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
