import Synchronization
import Testing
import Upstreams

/// A clock that only a test advances.
final class ManualClock: CallClock {
  private struct Sleeper {
    let id: Int
    let end: Duration
    let continuation: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var now = Duration.seconds(100)
    var sleepers: [Sleeper] = []
    var lastID = 0
    /// All durations that callers have slept for.
    var pauses: [Duration] = []
  }

  private let state = Mutex(State())

  var now: Duration { state.withLock { $0.now } }
  var pauses: [Duration] { state.withLock { $0.pauses } }
  var sleeping: Int { state.withLock { $0.sleepers.count } }

  func sleep(for duration: Duration) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      state.pauses.append(duration)
      return state.lastID
    }
    let isOver = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if duration <= .zero { return true }
          state.sleepers.append(Sleeper(id: id, end: state.now + duration, continuation: continuation))
          return nil
        }
        if let isOver { continuation.resume(returning: isOver) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(returning: false)
    }
    if !isOver { throw CancellationError() }
  }

  func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now += duration
      let woken = state.sleepers.filter { $0.end <= state.now }
      state.sleepers.removeAll { $0.end <= state.now }
      return woken
    }
    for sleeper in woken { sleeper.continuation.resume(returning: true) }
  }
}

/// Waits for a condition that other tasks make true; fails the test after ten seconds.
func until(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
  let deadline = ContinuousClock.now + .seconds(10)
  while !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("The condition did not become true.", sourceLocation: sourceLocation)
      return
    }
    await Task.yield()
  }
}
