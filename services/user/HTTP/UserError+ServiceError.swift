import ServiceKit

extension UserError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("User")
    case .emailTaken: .conflict("An account with this e-mail address exists")
    case .invalidCredentials: .unauthenticated("Invalid e-mail address or password")
    case .tooManyFailures(let seconds): .tooManyRequests("Too many failed logins, try again later", retryAfter: seconds)
    case .invalidRefreshToken: .unauthenticated("Invalid refresh token")
    case .invalidSingleUseToken: .unauthenticated("The token is not valid, has been used, or has ended")
    case .wrongPassword: .forbidden("The current password is another")
    case .tooManyMails(let seconds): .tooManyRequests("Too many mails to this address, try again later", retryAfter: seconds)
    case .ownAdminRole: .conflict("Administrators do not take their own role away; another one can")
    }
  }
}
