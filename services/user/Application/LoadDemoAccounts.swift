import SharedKernel

/// Opens the demonstration accounts that are not there yet.
struct LoadDemoAccounts: Sendable {
  let users: any UserRepository
  let register: RegisterUser

  private static let accounts: [(email: String, password: String, first: String, last: String, roles: [Role])] = [
    ("admin@example.com", "admin-password", "Ada", "Admin", [.customer, .admin]),
    ("alice@example.com", "alice-password", "Alice", "Archer", [.customer]),
    ("bob@example.com", "bob-password", "Bob", "Baker", [.customer]),
  ]

  /// The addresses of the accounts that were opened now.
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
