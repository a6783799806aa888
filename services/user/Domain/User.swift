import SharedKernel

/// An account that is alive.
struct User: Sendable, Hashable {
  let id: EntityID
  var email: EmailAddress
  var firstName: String
  var lastName: String
  var roles: [Role]
  /// Given besides those of the roles.
  var permissions: [String] = []
  /// Whether the present address has been confirmed.
  var isEmailVerified = false
  let createdAt: Timestamp
  var updatedAt: Timestamp

  /// Both names, as one shows them.
  var fullName: String { "\(firstName) \(lastName)" }

  /// All permissions, in order, each once.
  var effectivePermissions: [String] { Set(roles.flatMap(\.permissions) + permissions).sorted() }

  /// A new account of today.
  static func register(email: EmailAddress, firstName: String, lastName: String, roles: [Role] = [.customer], now: Timestamp = .now) -> User
  {
    User(id: .make(), email: email, firstName: firstName, lastName: lastName, roles: roles, createdAt: now, updatedAt: now)
  }

  /// The account with what the change says; the time of change moves even when the values are the same.
  func applying(_ change: UserChange, now: Timestamp = .now) -> User {
    var changed = self
    if let email = change.email, email != self.email {
      changed.email = email
      changed.isEmailVerified = false
    }
    if let firstName = change.firstName { changed.firstName = firstName }
    if let lastName = change.lastName { changed.lastName = lastName }
    changed.touch(now)
    return changed
  }

  /// Moves the time of change, always forwards.
  mutating func touch(_ now: Timestamp = .now) { updatedAt = max(now, Timestamp(microseconds: updatedAt.microseconds + 1)) }
}

/// What a caller wants different; nil leaves a value as it is.
struct UserChange: Sendable, Hashable {
  var email: EmailAddress?
  var firstName: String?
  var lastName: String?
}
