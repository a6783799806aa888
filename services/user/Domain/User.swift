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
  /// The new address that waits for its confirmation.
  var pendingEmail: EmailAddress?
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

  /// The account after the change. `updatedAt` increases even if no value changes. A new address does not count yet: see `confirmPendingEmail`.
  func applying(_ change: UserChange, now: Timestamp = .now) -> User {
    var changed = self
    if let email = change.email { changed.pendingEmail = email == self.email ? nil : email }
    if let firstName = change.firstName { changed.firstName = firstName }
    if let lastName = change.lastName { changed.lastName = lastName }
    changed.touch(now)
    return changed
  }

  /// The new address counts from now on.
  mutating func confirmPendingEmail(_ now: Timestamp = .now) {
    guard let pendingEmail else { return }
    email = pendingEmail
    isEmailVerified = true
    self.pendingEmail = nil
    touch(now)
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
