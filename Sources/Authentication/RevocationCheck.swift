import Logging
import Synchronization

/// Asks a revocation list about tokens, and logs once when the list cannot say and once when it can again.
public final class RevocationCheck: Sendable {
  /// What the list says about a token.
  public enum Standing: Sendable, Hashable {
    case valid
    case revoked
    /// The list cannot say.
    case unknown
  }

  private let list: any RevocationList
  private let logger: Logger
  private let isListUnavailable = Mutex(false)

  public init(_ list: any RevocationList, logger: Logger) {
    self.list = list
    self.logger = logger
  }

  /// - Parameter tokenID: the token's `jti`.
  public func standing(of tokenID: String, _ token: String) async -> Standing {
    do {
      let isRevoked = try await list.isRevoked(tokenID, token: token)
      if setListUnavailable(false) { logger.notice("revoked tokens are known again") }
      return isRevoked ? .revoked : .valid
    } catch {
      if setListUnavailable(true) {
        logger.warning(
          "revoked tokens are not known; tokens of customers are accepted by signature, others are refused",
          metadata: ["error": "\(error)"])
      }
      return .unknown
    }
  }

  /// Returns whether the state changed.
  private func setListUnavailable(_ isUnavailable: Bool) -> Bool {
    isListUnavailable.withLock { state in
      defer { state = isUnavailable }
      return state != isUnavailable
    }
  }

  /// Whether a caller with these roles has any besides that of a customer. While the list cannot say whether a token is revoked, only customers' tokens
  /// are accepted: they expire within minutes and reach only what belongs to the customer.
  public static func isPrivileged(_ roles: Set<String>) -> Bool { !roles.isSubset(of: customerRoles) }

  private static let customerRoles: Set<String> = ["customer"]
}
