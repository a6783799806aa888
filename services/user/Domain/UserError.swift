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
  /// The API key does not exist, or the caller may not see it.
  case apiKeyNotFound
  /// Unknown, expired or revoked.
  case invalidAPIKey
  /// A scope of a new API key that its owner does not have.
  case scopeNotHeld(String)
  /// The account has as many API keys as it may have.
  case tooManyAPIKeys

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
    case .apiKeyNotFound: "API key not found"
    case .invalidAPIKey: "The API key is not valid"
    case .scopeNotHeld(let scope): "You do not have the permission \(scope), so a key cannot have it"
    case .tooManyAPIKeys: "An account may have \(APIKey.maximumCount) API keys; revoke one first"
    case .ownAdminRole: "Administrators cannot revoke their own role; another administrator can"
    }
  }
}
