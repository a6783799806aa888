import Synchronization

/// Ends one call of a task from outside, while the task and its other calls go on. A cancelled task ends all of its calls.
public final class Cancellation: Sendable {
  private enum State {
    case idle
    case watched(@Sendable () -> Void)
    case cancelled
  }

  private let state = Mutex(State.idle)

  public init() {}

  public var isCancelled: Bool {
    state.withLock { if case .cancelled = $0 { true } else { false } }
  }

  /// Ends the call that is running, and any that begins later.
  public func cancel() {
    let body = state.withLock { state -> (@Sendable () -> Void)? in
      defer { state = .cancelled }
      if case .watched(let body) = state { return body }
      return nil
    }
    body?()
  }

  /// Sets what ends the running call, which replaces what was set before; at once if the call is to end already. Nil after the call.
  public func onCancel(_ body: (@Sendable () -> Void)?) {
    let isCancelled = state.withLock { state in
      if case .cancelled = state { return true }
      state = body.map { .watched($0) } ?? .idle
      return false
    }
    if isCancelled { body?() }
  }
}
