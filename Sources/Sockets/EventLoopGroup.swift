import Synchronization

#if canImport(Glibc)
import CEpoll
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A fixed number of event loops, each with its thread.
public final class EventLoopGroup: Sendable {
  /// The loops, in order of their index; at least one.
  public let loops: [EventLoop]
  private let threads: [LoopThread]
  private let isShutDown = Atomic<Bool>(false)
  private let turn = Atomic<Int>(0)

  /// Starts so many loops; 0 means one for each core that the process may use. Throws when the system gives no poller or no thread.
  public init(count: Int = 0) throws(SocketError) {
    let wanted = count > 0 ? min(count, 1024) : Self.usableCores
    var loops: [EventLoop] = []
    var threads: [LoopThread] = []
    do {
      for index in 0..<wanted {
        let loop = try EventLoop(index: index)
        threads.append(try LoopThread(running: loop))
        loops.append(loop)
      }
    } catch {
      for loop in loops { loop.stop() }
      throw error
    }
    self.loops = loops
    self.threads = threads
  }

  /// Stops the loops and waits for their threads. Whatever still waits on a loop is told `closed`; later jobs are dropped.
  public func shutdown() {
    guard !isShutDown.exchange(true, ordering: .acquiringAndReleasing) else { return }
    for loop in loops { loop.stop() }
    for thread in threads { thread.join() }
  }

  /// A loop, each in its turn: for work that comes from no loop.
  package func next() -> EventLoop {
    loops[Int(UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).newValue) % UInt(loops.count))]
  }

  deinit {
    guard !isShutDown.load(ordering: .acquiring) else { return }
    for loop in loops { loop.stop() }
    for thread in threads { thread.letGo() }
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
