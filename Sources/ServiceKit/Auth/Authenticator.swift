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

  /// While the revocation list cannot say whether a token is revoked, only customers' tokens are accepted: they expire within minutes and reach
  /// only what belongs to the customer. Other roles get 503 then. The outage is logged.
  public init(verifier: JWTVerifier, revocations: any RevocationList, logger: Logger) {
    self.verifier = verifier
    self.revocations = revocations
    self.logger = logger
  }

  /// The caller of a route with this access; throws 401 or 403. For a route for anyone it is nil if there is no valid token.
  public func principal(of request: HTTPRequest, for access: Access) async throws(ServiceError) -> Principal? {
    switch access {
    case .anyone:
      return (try? verified(request))?.principal
    case .signedIn:
      return try await signedIn(request)
    case .role(let role):
      let principal = try await signedIn(request)
      guard principal.roles.contains(role) else { throw .forbidden() }
      return principal
    }
  }

  private func signedIn(_ request: HTTPRequest) async throws(ServiceError) -> Principal {
    let (principal, token) = try verified(request)
    switch await standing(of: principal.tokenID, token) {
    case .valid: return principal
    case .revoked: throw .unauthenticated("The token has been revoked")
    case .unknown:
      guard !principal.isPrivileged else { throw .serviceUnavailable() }
      return principal
    }
  }

  private func verified(_ request: HTTPRequest) throws(ServiceError) -> (principal: Principal, token: String) {
    guard let field = request.headers["Authorization"] else { throw .unauthenticated() }
    guard let token = BearerToken.read(field) else { throw .unauthenticated("A Bearer token is required") }
    let now = Timestamp.now
    if let principal = verifiedTokens.principal(of: token, now: now) { return (principal, token) }
    do {
      guard let principal = Principal(try verifier.verify(token, now: now)) else { throw ServiceError.unauthenticated("Invalid token") }
      verifiedTokens.keep(principal, of: token)
      return (principal, token)
    } catch let error as JWTError where error.code == .expired {
      throw .unauthenticated("The token has expired")
    } catch {
      throw .unauthenticated("Invalid token")
    }
  }

  private enum Standing {
    case valid
    case revoked
    /// No list can say.
    case unknown
  }

  private func standing(of tokenID: String, _ token: String) async -> Standing {
    do {
      let isRevoked = try await revocations.isRevoked(tokenID, token: token)
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
