/// Which directions of a descriptor are of interest, or are ready.
struct PollInterest: OptionSet, Sendable {
  let rawValue: UInt8
  static var read: PollInterest { PollInterest(rawValue: 1) }
  static var write: PollInterest { PollInterest(rawValue: 2) }
  /// Only reported: the peer has finished sending, or the descriptor is broken.
  static var hangup: PollInterest { PollInterest(rawValue: 4) }
}

/// How readiness is reported.
enum PollMode: Sendable {
  /// Once per change (our own sockets).
  case edge
  /// Once, then not until armed again; reports what is ready at that moment (descriptors of C libraries).
  case oneShot
}

/// The kernel's readiness interface, one per event loop. `wake`, `add`, `arm` and `remove` may be called from any thread; `wait` only by the loop.
protocol Poller: AnyObject {
  init() throws(SocketError)

  /// Begins to watch a descriptor. Each event carries `token`.
  func add(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError)

  /// Changes the interest, or arms a one-shot descriptor again.
  func arm(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError)

  /// Stops watching. Does nothing when the descriptor is not watched.
  func remove(_ descriptor: Int32)

  /// Ends the `wait` in progress, or the next one.
  func wake()

  /// Waits for events, at most `milliseconds` (without limit when negative), and reports each. Returns whether `wake` was called.
  func wait(milliseconds: Int32, _ report: (_ token: UInt64, _ ready: PollInterest) -> Void) -> Bool
}
