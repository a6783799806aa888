/// What a limited token, such as that of an API key, needs for a route. An unlimited token, such as that of a login, needs no scope.
public enum ScopeRequirement: Sendable, Hashable {
  /// No scope is enough.
  case unlimited
  /// Every token is enough.
  case any
  /// The token must have one of these scopes.
  case oneOf([String])
}

/// Who may call a route.
public enum Access: Sendable, Hashable, CustomStringConvertible {
  /// Everyone. A valid token is still read, so that the handler knows the caller.
  case anyone
  /// Callers with a valid access token that is not revoked; others get 401.
  case signedIn
  /// Signed-in callers with this role; others get 403.
  case role(String)

  /// The text of the documentation.
  public var description: String {
    switch self {
    case .anyone: "anyone"
    case .signedIn: "signed in"
    case .role(let role): "role \(role)"
    }
  }
}
