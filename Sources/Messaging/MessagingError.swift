/// An error of publishing or consuming events.
public enum MessagingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Events were appended outside a transaction. They could then be published although the change that they report was undone.
  case notInTransaction
  /// The message is not an event. The value names the member.
  case malformed(String)
  /// The event can never be applied. It is dead-lettered without a retry.
  case rejected(String)

  public var description: String {
    switch self {
    case .notInTransaction: "events are appended outside a transaction"
    case .malformed(let reason): "malformed event: \(reason)"
    case .rejected(let reason): "event rejected: \(reason)"
    }
  }
}
