import Concurrency
import Synchronization

#if canImport(Glibc)
import CEpoll
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A fixed number of event loops, each on its own thread.
public final class EventLoopGroup: Sendable {
  /// The loops, in order of their index; at least one.
  public let loops: [EventLoop]
  private let threads: [SystemThread]
  private let isShutDown = Atomic<Bool>(false)
  private let turn = Atomic<Int>(0)

  /// Starts `count` loops; 0 means one per core that the process may use. Throws when the system provides no poller or no thread.
  public init(count: Int = 0) throws(SocketError) {
    let wanted = count > 0 ? min(count, 1024) : Self.usableCores
    var loops: [EventLoop] = []
    var threads: [SystemThread] = []
    do throws(SocketError) {
      for index in 0..<wanted {
        let loop = try EventLoop(index: index)
        threads.append(try Self.start(loop))
        loops.append(loop)
      }
    } catch {
      for loop in loops { loop.stop() }
      throw error
    }
    self.loops = loops
    self.threads = threads
  }

  private static func start(_ loop: EventLoop) throws(SocketError) -> SystemThread {
    do throws(SystemThread.StartError) {
      return try SystemThread { loop.run() }
    } catch {
      throw .system(call: "pthread_create", errno: error.errno)
    }
  }

  /// Stops the loops and waits for their threads. Waits on a loop end with `.closed`; later jobs are dropped.
  public func shutdown() {
    guard !isShutDown.exchange(true, ordering: .acquiringAndReleasing) else { return }
    for loop in loops { loop.stop() }
    for thread in threads { thread.join() }
  }

  /// The next loop in turn, for work that comes from no loop.
  package func next() -> EventLoop {
    loops[Int(UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).newValue) % UInt(loops.count))]
  }

  deinit {
    guard !isShutDown.load(ordering: .acquiring) else { return }
    for loop in loops { loop.stop() }
    for thread in threads { thread.detach() }
  }

  private static var usableCores: Int {
    #if os(Linux)
    // The affinity mask, which containers and taskset narrow.
    let cores = Int(trellis_usable_cores())
    if cores > 0 { return cores }
    #endif
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
