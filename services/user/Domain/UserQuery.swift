/// Restricts a list of accounts; nil means no restriction.
struct UserFilter: Sendable, Hashable {
  var role: Role?

  /// Whether a list with this filter contains the account.
  func matches(_ user: User) -> Bool { role.map(user.roles.contains) ?? true }
}

/// The order of a list. The raw value is the value of the `sort` parameter; a minus means descending.
enum UserSort: String, Sendable, CaseIterable {
  case newest = "-createdAt"
  case oldest = "createdAt"
  case email
  case emailDescending = "-email"
}
