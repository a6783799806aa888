import SharedKernel

/// An account that is not deleted.
struct User: Sendable, Hashable {
  let id: EntityID
  var email: EmailAddress
  var firstName: String
  var lastName: String
  var roles: [Role]
  /// The permissions that were granted in addition to those of the roles.
  var permissions: [String] = []
  /// Whether the current address has been confirmed.
  var isEmailVerified = false
  let createdAt: Timestamp
  var updatedAt: Timestamp

  var fullName: String { "\(firstName) \(lastName)" }

  /// All distinct permissions, sorted.
  var effectivePermissions: [String] { Set(roles.flatMap(\.permissions) + permissions).sorted() }

  /// A new account.
  static func register(email: EmailAddress, firstName: String, lastName: String, roles: [Role] = [.customer], now: Timestamp = .now) -> User
  {
    User(id: .make(), email: email, firstName: firstName, lastName: lastName, roles: roles, createdAt: now, updatedAt: now)
  }

  /// The account after the change. `updatedAt` increases even if no value changes.
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

  /// Increases `updatedAt`.
  mutating func touch(_ now: Timestamp = .now) { updatedAt = max(now, Timestamp(microseconds: updatedAt.microseconds + 1)) }
}

/// A change of an account; nil leaves a value unchanged.
struct UserChange: Sendable, Hashable {
  var email: EmailAddress?
  var firstName: String?
  var lastName: String?
}
