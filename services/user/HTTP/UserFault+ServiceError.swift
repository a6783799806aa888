import ServiceKit

extension UserFault: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("User")
    case .emailTaken: .conflict("An account with this e-mail address exists")
    case .invalidCredentials: .unauthenticated("Invalid e-mail address or password")
    case .tooManyFailures(let seconds): .tooManyRequests("Too many failed logins, try again later", retryAfter: seconds)
    case .invalidRefreshToken: .unauthenticated("Invalid refresh token")
    }
  }
}
