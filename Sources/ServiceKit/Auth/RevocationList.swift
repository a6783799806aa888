import SharedKernel

/// The access tokens that have been revoked before their end.
public protocol RevocationList: Sendable {
  nonisolated(nonsending) func isRevoked(_ tokenID: String) async throws -> Bool
  /// Revokes a token. The entry is kept until the token would have ended.
  func revoke(_ tokenID: String, until end: Timestamp) async throws
}
