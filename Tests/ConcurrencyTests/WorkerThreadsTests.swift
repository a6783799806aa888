import Synchronization
import Testing

@testable import Concurrency

@Suite struct WorkerThreadsTests {
  private final class Threads: Sendable {
    private let ids = Mutex<Set<UInt>>([])

    var count: Int { ids.withLock { $0.count } }
    func contains(_ id: UInt) -> Bool { ids.withLock { $0.contains(id) } }
    func insert(_ id: UInt) { ids.withLock { _ = $0.insert(id) } }
  }

  @Test func runsATaskThereUntilTheClosureEnds() async {
    let workers = WorkerThreads(count: 2)
    let threads = Threads()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let name = "task"
          let text = await withTaskExecutorPreference(workers) {
            threads.insert(SystemThread.currentID)
            return name + " done"
          }
          #expect(text == "task done")
          #expect(!threads.contains(SystemThread.currentID))
        }
      }
    }
    #expect((1...2).contains(threads.count))
  }
}
