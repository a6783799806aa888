import Testing

/// A condition did not become true in time.
public struct NeverHappened: Error, CustomStringConvertible {
  public let description: String
}

/// Polls a condition until it is true. Tests wait in no other way. An error in the condition counts as false.
///
/// - Parameters:
///   - what: A description of the condition, for the failure.
///   - timeout: The time after which it throws ``NeverHappened`` and records an issue at the caller's line.
public func eventually(
  _ what: String = "the condition", timeout: Duration = .seconds(10), isolation: isolated (any Actor)? = #isolation,
  sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
  _ = try await eventuallyValue(what, timeout: timeout, sourceLocation: sourceLocation) { try await condition() ? true : nil }
}

/// Polls until there is a value and returns it; otherwise like ``eventually(_:timeout:isolation:sourceLocation:_:)``.
public func eventuallyValue<Value>(
  _ what: String = "a value", timeout: Duration = .seconds(10), isolation: isolated (any Actor)? = #isolation,
  sourceLocation: SourceLocation = #_sourceLocation, _ find: () async throws -> Value?
) async throws -> Value {
  let clock = ContinuousClock()
  let deadline = clock.now + timeout
  var pause = Duration.milliseconds(2)
  var lastError: (any Error)?
  while true {
    do {
      if let value = try await find() { return value }
      lastError = nil
    } catch let error as CancellationError {
      throw error
    } catch {
      lastError = error
    }
    guard clock.now < deadline else { break }
    try await clock.sleep(for: pause)
    pause = min(pause * 2, .milliseconds(100))
  }
  let reason = lastError.map { "; the last error: \($0)" } ?? ""
  let failure = NeverHappened(description: "\(what) did not come true within \(timeout)\(reason)")
  Issue.record(failure, sourceLocation: sourceLocation)
  throw failure
}
