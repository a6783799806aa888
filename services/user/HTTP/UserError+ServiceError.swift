import ServiceKit

extension UserError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("User")
    case .apiKeyNotFound: .notFound("API key")
    case .emailTaken, .ownAdminRole, .tooManyAPIKeys: .conflict(description)
    case .invalidCredentials, .invalidRefreshToken, .invalidSingleUseToken, .invalidAPIKey: .unauthenticated(description)
    case .wrongPassword, .scopeNotHeld: .forbidden(description)
    case .tooManyFailures(let seconds), .tooManyMails(let seconds), .tooManyRegistrations(let seconds):
      .tooManyRequests(description, retryAfter: seconds)
    }
  }
}
