/// Who may call a route.
public enum Access: Sendable, Hashable, CustomStringConvertible {
  /// Everybody; a valid token is still read, so that the handler knows the caller.
  case anyone
  /// Whoever shows a valid access token that is not revoked; without one the answer is 401.
  case signedIn
  /// Whoever is signed in and has this role; without it the answer is 403.
  case role(String)

  /// The words of the documentation.
  public var description: String {
    switch self {
    case .anyone: "anyone"
    case .signedIn: "signed in"
    case .role(let role): "role \(role)"
    }
  }
}
