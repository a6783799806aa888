import Crypto
import HTTPCore
import Logging
import SharedKernel
import Synchronization

/// Authenticates callers by a Bearer token (RFC 6750 §2.1): signature, claims and revocation list.
public final class Authenticator: Sendable {
  private let verifier: JWTVerifier
  private let revocations: any RevocationList
  private let logger: Logger
  private let verifiedTokens = VerifiedTokens()
  private let isListUnavailable = Mutex(false)

  /// While the revocation list is unavailable, verified tokens are accepted, because they expire within minutes. The outage is logged.
  public init(verifier: JWTVerifier, revocations: any RevocationList, logger: Logger) {
    self.verifier = verifier
    self.revocations = revocations
    self.logger = logger
  }

  /// The caller of a route with this access; throws 401 or 403. For a route for anyone it is nil if there is no valid token.
  public nonisolated(nonsending) func principal(of request: HTTPRequest, for access: Access) async throws(ServiceError) -> Principal? {
    switch access {
    case .anyone:
      return try? verified(request)
    case .signedIn:
      return try await signedIn(request)
    case .role(let role):
      let principal = try await signedIn(request)
      guard principal.roles.contains(role) else { throw .forbidden() }
      return principal
    }
  }

  private nonisolated(nonsending) func signedIn(_ request: HTTPRequest) async throws(ServiceError) -> Principal {
    let principal = try verified(request)
    if await isRevoked(principal.tokenID) { throw .unauthenticated("The token has been revoked") }
    return principal
  }

  private func verified(_ request: HTTPRequest) throws(ServiceError) -> Principal {
    guard let field = request.headers["Authorization"] else { throw .unauthenticated() }
    guard let token = BearerToken.read(field) else { throw .unauthenticated("A Bearer token is required") }
    let now = Timestamp.now
    if let principal = verifiedTokens.principal(of: token, now: now) { return principal }
    do {
      guard let principal = Principal(try verifier.verify(token, now: now)) else { throw ServiceError.unauthenticated("Invalid token") }
      verifiedTokens.keep(principal, of: token)
      return principal
    } catch let error as JWTError where error.code == .expired {
      throw .unauthenticated("The token has expired")
    } catch {
      throw .unauthenticated("Invalid token")
    }
  }

  private nonisolated(nonsending) func isRevoked(_ tokenID: String) async -> Bool {
    do {
      let isRevoked = try await revocations.isRevoked(tokenID)
      if setListUnavailable(false) { logger.notice("revocation list is available again") }
      return isRevoked
    } catch {
      if setListUnavailable(true) {
        logger.warning("revocation list is unavailable; tokens are accepted by signature only", metadata: ["error": "\(error)"])
      }
      return false
    }
  }

  /// Returns whether the state changed.
  private func setListUnavailable(_ isUnavailable: Bool) -> Bool {
    isListUnavailable.withLock { state in
      defer { state = isUnavailable }
      return state != isUnavailable
    }
  }
}

extension Principal {
  /// The caller of verified claims; nil if `sub` is not an identifier or `jti` is missing.
  public init?(_ claims: JWTClaims) {
    guard let id = claims.subject.flatMap({ EntityID($0) }), let tokenID = claims.tokenID, !tokenID.isEmpty else { return nil }
    self.init(
      userID: id, email: claims["email"]?.string ?? "", roles: Set(claims.strings("roles")),
      permissions: Set(claims.strings("permissions")), tokenID: tokenID, expiresAt: claims.expiresAt)
  }
}

/// The credentials `Bearer token` (RFC 6750 §2.1); the scheme's name is case-insensitive (RFC 9110 §11.1).
enum BearerToken {
  private static let scheme = Array("bearer ".utf8)

  /// The token of an `Authorization` field; nil for another scheme, a missing token, or a token with a space.
  static func read(_ field: String) -> String? {
    var field = field
    return field.withUTF8 { bytes in
      guard bytes.count > scheme.count, zip(bytes, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) else { return nil }
      let token = bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") }
      if token.isEmpty || token.contains(UInt8(ascii: " ")) { return nil }
      return String(decoding: token, as: UTF8.self)
    }
  }
}
