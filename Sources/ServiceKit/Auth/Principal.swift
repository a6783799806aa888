import SharedKernel

/// The caller, as a verified access token describes them.
public struct Principal: Sendable, Hashable {
  public let userID: EntityID
  /// The e-mail address when the token was issued.
  public let email: String
  /// Role names, such as `customer` and `admin`.
  public let roles: Set<String>
  /// Permission names, such as `order.order.read`.
  public let permissions: Set<String>
  /// The token's `jti`, which identifies it for revocation.
  public let tokenID: String
  public let expiresAt: Timestamp

  public init(
    userID: EntityID, email: String, roles: Set<String>, permissions: Set<String> = [], tokenID: String = "",
    expiresAt: Timestamp = Timestamp(microseconds: .max)
  ) {
    self.userID = userID
    self.email = email
    self.roles = roles
    self.permissions = permissions
    self.tokenID = tokenID
    self.expiresAt = expiresAt
  }

  /// Whether the caller sees and changes the resources of all users.
  public var isAdmin: Bool { roles.contains("admin") }

  /// Whether the caller has any role besides that of a customer.
  public var isPrivileged: Bool { !roles.isSubset(of: Principal.customerRoles) }

  private static let customerRoles: Set<String> = ["customer"]
}
