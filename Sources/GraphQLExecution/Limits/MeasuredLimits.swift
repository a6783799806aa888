/// The limits in the mode `measure`: what exceeds one is reported and executed, not refused.
///
/// Limits that protect memory and the stack of the process are never measured: the tokens and the nesting of a document, the size of the plan,
/// and the bytes of a message.
public enum MeasuredLimits: Sendable, Equatable {
  case none
  case all
  /// By the codes of their errors.
  case codes(Set<String>)

  /// Whether the limit with this error code is measured.
  public func contains(_ code: String) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .codes(let codes): codes.contains(code)
    }
  }
}
