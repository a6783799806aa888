import SharedKernel

/// The access tokens that have been revoked before they expire.
public protocol RevocationList: Sendable {
  /// Whether the token with this `jti` has been revoked. `token` is the token itself, for lists that ask another service with it.
  ///
  /// Throws if the list cannot say, for instance because it is unavailable or incomplete.
  func isRevoked(_ tokenID: String, token: String) async throws -> Bool
}

/// Asks the second list when the first cannot say.
public struct RevocationListWithFallback: RevocationList {
  private let first: any RevocationList
  private let second: any RevocationList

  public init(_ first: any RevocationList, otherwise second: any RevocationList) {
    self.first = first
    self.second = second
  }

  public func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
    do { return try await first.isRevoked(tokenID, token: token) } catch {
      return try await second.isRevoked(tokenID, token: token)
    }
  }
}
