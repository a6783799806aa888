import ServiceKit

extension OrderError: ServiceErrorConvertible {
  /// The error as the caller sees it.
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("Order")
    case .onlyCancellationAllowed: .forbidden(description)
    case .illegalStateChange: .illegalStateChange(description)
    case .invalidItems, .totalTooLarge: .invalidInput("items", description)
    }
  }
}
