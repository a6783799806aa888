import ServiceKit
import SharedKernel

extension OrderError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("Order")
    case .onlyCancellationAllowed, .accountDeleted: .forbidden(description)
    case .illegalStateChange, .followsMoney: .illegalStateChange(description)
    case .invalidItems: .invalidInput("items", description)
    case .totalTooLarge:
      ServiceError(
        status: .unprocessableContent, code: "TOTAL_TOO_LARGE", message: description,
        details: [FieldError(field: "items", message: "add up to more than \(Money.maximum)")])
    }
  }
}
