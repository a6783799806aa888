import Sockets
import Upstreams

/// Sleeps on the event loop of the current task, so that a pause wakes no other thread.
struct LoopCallClock: CallClock {
  private let system = SystemCallClock()

  var now: Duration { system.now }

  func sleep(for duration: Duration) async throws {
    guard let loop = EventLoop.current else { return try await system.sleep(for: duration) }
    try await loop.sleep(for: duration)
  }

  func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
    guard let loop = EventLoop.current else { return system.schedule(after: delay, body) }
    let timer = loop.schedule(after: delay, body)
    return { timer.cancel() }
  }
}
