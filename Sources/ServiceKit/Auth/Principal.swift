import SharedKernel

/// The caller, as a verified access token names them.
public struct Principal: Sendable, Hashable {
  /// The account.
  public let userID: EntityID
  /// The e-mail address in the token; it may have changed since.
  public let email: String
  /// Role names, such as `customer` and `admin`.
  public let roles: Set<String>
  /// Permission names, such as `order.order.read`.
  public let permissions: Set<String>
  /// The token's `jti`, by which it can be revoked.
  public let tokenID: String
  /// When the token ends.
  public let expiresAt: Timestamp

  /// A caller.
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

  /// Whether the caller sees and changes everybody's data.
  public var isAdmin: Bool { roles.contains("admin") }

  /// Whether the caller may see and change what `owner` owns: the owner and admins may.
  public func mayActFor(_ owner: EntityID) -> Bool { isAdmin || userID == owner }
}
