/// What went wrong with events.
public enum MessagingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Events were appended outside a transaction, where they could be published although the change they tell of was undone.
  case notInTransaction
  /// The message is no event; which member, and why.
  case malformed(String)
  /// A handler says that it can never apply this event: dead-letter it at once.
  case rejected(String)

  /// Safe to show.
  public var description: String {
    switch self {
    case .notInTransaction: "events are appended outside a transaction"
    case .malformed(let reason): "malformed event: \(reason)"
    case .rejected(let reason): "event rejected: \(reason)"
    }
  }
}
