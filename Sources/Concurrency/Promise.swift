import Synchronization

/// A value that one task waits for. The first call of `fulfil` provides it.
public final class Promise<Value: Sendable>: Sendable {
  @usableFromInline enum State {
    case pending
    case awaited(UnsafeContinuation<Value, Never>)
    case fulfilled(Value)
  }

  @usableFromInline let state: Mutex<State>

  /// A promise without a value.
  @inlinable public init() { state = Mutex(.pending) }

  /// A promise that has its value.
  @inlinable public init(_ value: Value) { state = Mutex(.fulfilled(value)) }

  /// Waits for the value, whether or not the task is cancelled. For one caller.
  @inlinable public func value() async -> Value {
    // The unsafe continuation is resumed once: `fulfil` leaves `.awaited` and never returns to it.
    await withUnsafeContinuation { continuation in
      let value = state.withLock { state -> Value? in
        if case .fulfilled(let value) = state { return value }
        state = .awaited(continuation)
        return nil
      }
      if let value { continuation.resume(returning: value) }
    }
  }

  /// Waits for the value. `onCancel` runs when the task is cancelled, and should fulfil the promise.
  @inlinable public func value(onCancel: @escaping @Sendable () -> Void) async -> Value {
    await withTaskCancellationHandler(operation: { await value() }, onCancel: onCancel)
  }

  /// Provides the value. Returns false when there is a value already.
  @discardableResult
  @inlinable public func fulfil(_ value: Value) -> Bool {
    let (isFirst, continuation) = state.withLock { state -> (Bool, UnsafeContinuation<Value, Never>?) in
      switch state {
      case .pending:
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
    return isFirst
  }
}
