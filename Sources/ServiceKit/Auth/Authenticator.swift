import Authentication
import Crypto
import HTTPCore
import Logging
import SharedKernel

/// Authenticates callers by a Bearer token (RFC 6750 §2.1): signature, claims and revocation list.
public final class Authenticator: Sendable {
  private let verifier: JWTVerifier
  private let revocations: RevocationCheck
  private let verifiedTokens = VerifiedTokens<Principal>()

  /// While the revocation list cannot say whether a token is revoked, only customers' tokens are accepted: they expire within minutes and reach
  /// only what belongs to the customer. Other roles get 503 then. The outage is logged.
  public init(verifier: JWTVerifier, revocations: any RevocationList, logger: Logger) {
    self.verifier = verifier
    self.revocations = RevocationCheck(revocations, logger: logger)
  }

  /// The caller of a route with this access; throws 401 or 403. For a route for anyone it is nil if there is no valid token.
  ///
  /// - Parameter scope: what a limited token needs; by default it is refused.
  public func principal(
    of request: HTTPRequest, for access: Access, scope: ScopeRequirement = .unlimited
  ) async throws(ServiceError) -> Principal? {
    switch access {
    case .anyone:
      return (try? verified(request))?.principal
    case .signedIn:
      let principal = try await signedIn(request)
      guard principal.meets(scope) else { throw .forbidden() }
      return principal
    case .role(let role):
      let principal = try await signedIn(request)
      guard principal.roles.contains(role), principal.meets(scope) else { throw .forbidden() }
      return principal
    }
  }

  private func signedIn(_ request: HTTPRequest) async throws(ServiceError) -> Principal {
    let (principal, token) = try verified(request)
    switch await revocations.standing(of: principal.tokenID, token) {
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
    if let principal = verifiedTokens.caller(of: token, now: now) { return (principal, token) }
    do {
      guard let principal = Principal(try verifier.verify(token, now: now)) else { throw ServiceError.unauthenticated("Invalid token") }
      verifiedTokens.keep(principal, of: token, until: principal.expiresAt)
      return (principal, token)
    } catch let error as JWTError where error.code == .expired {
      throw .unauthenticated("The token has expired")
    } catch {
      throw .unauthenticated("Invalid token")
    }
  }
}

extension Principal {
  /// The caller of verified claims; nil if `sub` is not an identifier or `jti` is missing.
  public init?(_ claims: JWTClaims) {
    guard let id = claims.subject.flatMap({ EntityID($0) }), let tokenID = claims.tokenID, !tokenID.isEmpty else { return nil }
    self.init(
      userID: id, email: claims["email"]?.string ?? "", roles: Set(claims.strings("roles")),
      permissions: Set(claims.strings("permissions")),
      // A claim of another type limits the token to nothing.
      scopes: claims["scope"].map { Set(($0.string ?? "").split(separator: " ").map(String.init)) }, tokenID: tokenID,
      expiresAt: claims.expiresAt)
  }
}
