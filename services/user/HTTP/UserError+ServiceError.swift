import ServiceKit

extension UserError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("User")
    case .emailTaken, .ownAdminRole: .conflict(description)
    case .invalidCredentials, .invalidRefreshToken, .invalidSingleUseToken: .unauthenticated(description)
    case .wrongPassword: .forbidden(description)
    case .tooManyFailures(let seconds), .tooManyMails(let seconds), .tooManyRegistrations(let seconds):
      .tooManyRequests(description, retryAfter: seconds)
    }
  }
}
