import Authentication
import Crypto
import GraphQL
import Logging
import SharedKernel

/// Verifies access tokens of several issuers: signature and claims once for each token, revocation for each request.
final class TokenVerifier: Sendable {
  /// An issuer, and the keys of its tokens.
  final class Issuer: Sendable {
    let keys: IssuerKeys
    fileprivate let verifier: JWTVerifier
    fileprivate let isRevocable: Bool

    init(_ settings: AuthenticationSettings.Issuer, keys: IssuerKeys) {
      self.keys = keys
      verifier = JWTVerifier(
        algorithms: settings.algorithms, issuer: settings.name, audiences: settings.audiences, tokenType: settings.tokenType)
      isRevocable = settings.isRevocable
    }
  }

  /// Why a token is not accepted.
  enum Refusal: Error, Equatable {
    /// The message is safe to show.
    case invalid(String)
    /// Whether the token is valid cannot be said now.
    case unavailable
  }

  private struct Verified: Sendable {
    let claims: CallerClaims
    let issuer: Issuer
    /// The version of the keys that verified the token.
    let version: Int
    /// `jti`
    let tokenID: String?
    let isPrivileged: Bool
  }

  private let issuers: [String: Issuer]
  private let scopeClaims: [JSONPath]
  /// Nil if no list of revoked tokens is known.
  private let revocations: RevocationCheck?
  private let tokens = VerifiedTokens<Verified>()
  private let logger: Logger

  init(issuers: [String: Issuer], scopeClaims: [JSONPath], revocations: RevocationCheck?, logger: Logger) {
    self.issuers = issuers
    self.scopeClaims = scopeClaims
    self.revocations = revocations
    self.logger = logger
  }

  /// The claims of a token that is valid now and not revoked.
  func claims(of token: String) async throws(Refusal) -> CallerClaims {
    let verified = try await verified(token)
    guard verified.issuer.isRevocable, let revocations else { return verified.claims }
    switch await revocations.standing(of: verified.tokenID ?? "", token) {
    case .valid: return verified.claims
    case .revoked: throw .invalid("The token has been revoked.")
    case .unknown:
      guard !verified.isPrivileged else { throw .unavailable }
      return verified.claims
    }
  }

  private func verified(_ token: String) async throws(Refusal) -> Verified {
    let now = Timestamp.now
    if let verified = tokens.caller(of: token, now: now), verified.issuer.keys.known?.version == verified.version { return verified }
    let signed: SignedToken
    do { signed = try SignedToken(token) } catch { throw refusal(error) }
    guard let issuer = signed.issuer.flatMap({ issuers[$0] }) else { throw .invalid(Self.notValid) }
    guard let known = await issuer.keys.known(for: signed.keyID) else { throw .unavailable }
    let claims: JWTClaims
    do { claims = try issuer.verifier.verify(signed, keys: known.keys, now: now) } catch { throw refusal(error) }
    // A token without a name could not be revoked.
    if issuer.isRevocable, claims.tokenID?.isEmpty ?? true { throw .invalid(Self.notValid) }
    let verified = Verified(
      claims: CallerClaims(claims.document.root, scopeClaims: scopeClaims), issuer: issuer, version: known.version,
      tokenID: claims.tokenID, isPrivileged: RevocationCheck.isPrivileged(Set(claims.strings("roles"))))
    tokens.keep(verified, of: token, until: claims.expiresAt)
    return verified
  }

  private static let notValid = "The token is not valid."

  private func refusal(_ error: JWTError) -> Refusal {
    logger.debug("token refused", metadata: ["reason": "\(error.code.rawValue)"])
    return .invalid(error.code == .expired ? "The token has expired." : Self.notValid)
  }
}
