import ServiceKit

extension UserError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("User")
    case .emailTaken: .conflict("An account with this e-mail address exists")
    case .invalidCredentials: .unauthenticated("Invalid e-mail address or password")
    case .tooManyFailures(let seconds): .tooManyRequests("Too many failed logins, try again later", retryAfter: seconds)
    case .invalidRefreshToken: .unauthenticated("Invalid refresh token")
    case .invalidSingleUseToken: .unauthenticated("The token is not valid, has been used, or has expired")
    case .wrongPassword: .forbidden("The current password is wrong")
    case .tooManyMails(let seconds): .tooManyRequests("Too many e-mails to this address, try again later", retryAfter: seconds)
    case .ownAdminRole: .conflict("Administrators cannot revoke their own role; another administrator can")
    }
  }
}
