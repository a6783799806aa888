import SharedKernel

/// An account that is alive.
struct User: Sendable, Hashable {
  let id: EntityID
  var email: EmailAddress
  var firstName: String
  var lastName: String
  var roles: [Role]
  let createdAt: Timestamp
  var updatedAt: Timestamp

  /// Both names, as one shows them.
  var fullName: String { "\(firstName) \(lastName)" }

  /// A new account of today.
  static func register(email: EmailAddress, firstName: String, lastName: String, roles: [Role] = [.customer], now: Timestamp = .now) -> User
  {
    User(id: .make(), email: email, firstName: firstName, lastName: lastName, roles: roles, createdAt: now, updatedAt: now)
  }

  /// The account with what the change says; the time of change moves even when the values are the same.
  func applying(_ change: UserChange, now: Timestamp = .now) -> User {
    var changed = self
    if let email = change.email { changed.email = email }
    if let firstName = change.firstName { changed.firstName = firstName }
    if let lastName = change.lastName { changed.lastName = lastName }
    changed.updatedAt = max(now, Timestamp(microseconds: updatedAt.microseconds + 1))
    return changed
  }
}

/// What a caller wants different; nil leaves a value as it is.
struct UserChange: Sendable, Hashable {
  var email: EmailAddress?
  var firstName: String?
  var lastName: String?
}
