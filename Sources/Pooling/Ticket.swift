import Synchronization

/// A value that somebody else provides, once: the first to fulfil it wins.
///
/// `value()` is for one caller. It does not react to cancellation: fulfil the ticket from a cancellation handler.
public final class Ticket<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(UnsafeContinuation<Value, Never>)
    case fulfilled(Value)
  }

  private let state = Mutex(State.open)

  /// An open ticket.
  public init() {}

  /// Waits for the value.
  public func value() async -> Value {
    // Unsafe continuation: resumed exactly once, since `fulfil` leaves `.awaited` and never comes back to it.
    await withUnsafeContinuation { continuation in
      let value = state.withLock { state -> Value? in
        if case .fulfilled(let value) = state { return value }
        state = .awaited(continuation)
        return nil
      }
      if let value { continuation.resume(returning: value) }
    }
  }

  /// Provides the value. False when it was provided before.
  @discardableResult
  public func fulfil(_ value: Value) -> Bool {
    let (won, continuation) = state.withLock { state -> (Bool, UnsafeContinuation<Value, Never>?) in
      switch state {
      case .open:
        state = .fulfilled(value)
        return (true, nil)
      case .awaited(let continuation):
        state = .fulfilled(value)
        return (true, continuation)
      case .fulfilled:
        return (false, nil)
      }
    }
    continuation?.resume(returning: value)
    return won
  }
}
