import Authentication
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
  /// What the token is limited to, as that of an API key is; nil for a token that may do whatever its user may.
  public let scopes: Set<String>?
  /// The token's `jti`, which identifies it for revocation.
  public let tokenID: String
  public let expiresAt: Timestamp

  public init(
    userID: EntityID, email: String, roles: Set<String>, permissions: Set<String> = [], scopes: Set<String>? = nil, tokenID: String = "",
    expiresAt: Timestamp = Timestamp(microseconds: .max)
  ) {
    self.userID = userID
    self.email = email
    self.roles = roles
    self.permissions = permissions
    self.scopes = scopes
    self.tokenID = tokenID
    self.expiresAt = expiresAt
  }

  /// Whether the token may be used where this is required.
  func meets(_ requirement: ScopeRequirement) -> Bool {
    guard let scopes else { return true }
    return switch requirement {
    case .unlimited: false
    case .any: true
    case .oneOf(let names): names.contains(where: scopes.contains)
    }
  }

  /// Whether the caller sees and changes the resources of all users.
  public var isAdmin: Bool { roles.contains("admin") }

  /// Whether the caller has any role besides that of a customer.
  public var isPrivileged: Bool { RevocationCheck.isPrivileged(roles) }
}
