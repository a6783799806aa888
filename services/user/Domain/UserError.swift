/// Why a use case says no.
enum UserError: Error, Hashable, Sendable {
  /// There is no such account, or it is not the caller's to see.
  case notFound
  /// Another living account has this address.
  case emailTaken
  /// No such account, or another password: nobody is told which.
  case invalidCredentials
  /// Too many failed logins of this account; try again after so many seconds.
  case tooManyFailures(retryAfter: Int)
  /// Unknown, expired, revoked or already used.
  case invalidRefreshToken
  /// Unknown, too old or already used.
  case invalidSingleUseToken
  /// The password given as the present one is another.
  case wrongPassword
  /// Too many letters to this address; try again after so many seconds.
  case tooManyMails(retryAfter: Int)
  /// An administrator takes their own role away, and so perhaps the last one's.
  case ownAdminRole
}
