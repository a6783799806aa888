import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Threads for computations that would hold an event loop for longer than about 10 ms: a task moves there with `withTaskExecutorPreference`, and
/// back when the closure ends. The system divides the processors between these threads and the loops, and prefers the loops.
package final class WorkerThreads: TaskExecutor, Sendable {
  /// Those of the process, one per core. They start when they are first used.
  package static let shared = WorkerThreads(count: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private let jobs = Mutex(Deque<UnownedJob>())
  private let signal = WakeSignal()

  /// Starts the threads, which never end.
  init(count: Int) {
    for _ in 0..<count { SystemThread.detach { [self] in run() } }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    signal.signal()
  }

  private func run() {
    #if os(Linux)
    // Of this thread alone (setpriority(2)). It needs no right, and a system that refuses it loses only the preference.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    #endif
    let executor = asUnownedTaskExecutor()
    while true {
      signal.wait()
      if let job = jobs.withLock({ $0.popFirst() }) { job.runSynchronously(on: executor) }
    }
  }
}
