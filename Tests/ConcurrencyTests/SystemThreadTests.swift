import Synchronization
import Testing

@testable import Concurrency

struct SystemThreadTests {
  @Test func joinsAThreadThatHasRun() throws {
    let ran = Mutex<UInt>(0)
    let thread = try SystemThread { ran.withLock { $0 = SystemThread.currentID } }
    thread.join()
    #expect(ran.withLock { $0 } != 0)
    #expect(ran.withLock { $0 } != SystemThread.currentID)
  }

  @Test func wakesOneWaitPerSignal() throws {
    let signal = WakeSignal()
    let woken = Mutex(0)
    let threads = try (0..<4).map { _ in
      try SystemThread {
        signal.wait()
        woken.withLock { $0 += 1 }
      }
    }
    for _ in threads { signal.signal() }
    for thread in threads { thread.join() }
    #expect(woken.withLock { $0 } == 4)
  }
}
