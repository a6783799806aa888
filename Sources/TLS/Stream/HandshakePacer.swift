import Concurrency
import DequeModule
import Sockets

/// Bounds what the handshakes of a loop take of each of its turns. One step of a handshake needs the processor for up to a millisecond (a signature,
/// a key exchange), so that a burst of them would stop the loop's other connections. When the steps of a turn have taken their share, the next ones
/// wait for the next turn, in order. On the loop.
final class HandshakePacer {
  private let loop: EventLoop
  private let nanosecondsPerTurn: UInt64
  private var spent: UInt64 = 0
  private var waiting = Deque<UnsafeContinuation<Void, Never>>()
  private var awaitsEndOfTurn = false

  init(loop: EventLoop, nanosecondsPerTurn: UInt64 = 2_000_000) {
    self.loop = loop
    self.nanosecondsPerTurn = nanosecondsPerTurn
  }

  /// Waits for the right to one step, which ends with `leave`.
  func enter() async {
    if spent < nanosecondsPerTurn, waiting.isEmpty { return }
    await withUnsafeContinuation { waiting.append($0) }
  }

  /// A step has ended, which took this time.
  func leave(after nanoseconds: UInt64) {
    spent += nanoseconds
    if spent < nanosecondsPerTurn { resumeNext() }
    guard !awaitsEndOfTurn else { return }
    awaitsEndOfTurn = true
    loop.atEndOfTurn { [self] in
      awaitsEndOfTurn = false
      spent = 0
      resumeNext()
    }
  }

  private func resumeNext() { waiting.popFirst()?.resume() }
}
