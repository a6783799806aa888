/// The user on whose behalf a request is made, as the rules of ownership see them.
public struct Caller: Sendable, Hashable {
  public let userID: EntityID
  /// An administrator sees and changes the resources of all users.
  public let isAdmin: Bool

  public init(userID: EntityID, isAdmin: Bool) {
    self.userID = userID
    self.isAdmin = isAdmin
  }

  /// Whether the caller may see the resources of this user.
  public func maySee(_ owner: EntityID) -> Bool { isAdmin || owner == userID }

  /// The only user whose resources the caller may see; nil for an administrator.
  public var onlyOwner: EntityID? { isAdmin ? nil : userID }
}
