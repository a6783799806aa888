/// Why the user service rejects a request.
enum UserError: Error, Equatable, CustomStringConvertible {
  /// The account does not exist, or the caller may not see it.
  case notFound
  /// Another account has this address.
  case emailTaken
  /// Unknown address or wrong password. Callers cannot tell which.
  case invalidCredentials
  /// Too many failed logins from the caller's network address; retry after these seconds.
  case tooManyFailures(retryAfter: Int)
  /// Unknown, expired, revoked or already used.
  case invalidRefreshToken
  /// Unknown, expired or already used.
  case invalidSingleUseToken
  /// The given current password is wrong.
  case wrongPassword
  /// Too many e-mails requested from the caller's network address; retry after these seconds.
  case tooManyMails(retryAfter: Int)
  /// Too many accounts opened from the caller's network address; retry after these seconds.
  case tooManyRegistrations(retryAfter: Int)
  /// An administrator tried to revoke their own role, which may be the last one.
  case ownAdminRole

  var description: String {
    switch self {
    case .notFound: "User not found"
    case .emailTaken: "An account with this e-mail address exists"
    case .invalidCredentials: "Invalid e-mail address or password"
    case .tooManyFailures: "Too many failed logins, try again later"
    case .invalidRefreshToken: "Invalid refresh token"
    case .invalidSingleUseToken: "The token is not valid, has been used, or has expired"
    case .wrongPassword: "The current password is wrong"
    case .tooManyMails: "Too many e-mails to this address, try again later"
    case .tooManyRegistrations: "Too many new accounts from your network address, try again later"
    case .ownAdminRole: "Administrators cannot revoke their own role; another administrator can"
    }
  }
}
