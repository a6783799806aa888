import SharedKernel

/// Creates the demo accounts that do not exist yet.
struct LoadDemoAccounts: Sendable {
  let users: any UserRepository
  let register: RegisterUser

  private static let accounts: [(email: String, password: String, first: String, last: String, roles: [Role])] = [
    ("admin@example.com", "admin-password", "Ada", "Admin", [.customer, .admin]),
    ("alice@example.com", "alice-password", "Alice", "Archer", [.customer]),
    ("bob@example.com", "bob-password", "Bob", "Baker", [.customer]),
  ]

  /// Returns the addresses of the created accounts.
  func callAsFunction() async throws -> [String] {
    var opened: [String] = []
    for account in LoadDemoAccounts.accounts {
      guard let email = EmailAddress(account.email), try await users.credentials(for: email) == nil else { continue }
      let request = RegisterUser.Request(
        email: email, password: account.password, firstName: account.first, lastName: account.last, roles: account.roles)
      _ = try await register(request)
      opened.append(account.email)
    }
    return opened
  }
}
