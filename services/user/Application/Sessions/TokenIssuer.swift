import Crypto
import JSON
import SharedKernel

/// Issues the tokens of a session: a signed access token that is valid for minutes, and a random refresh token that is valid for days.
struct TokenIssuer: Sendable {
  static let accessLifetime = Duration.seconds(15 * 60)
  static let refreshLifetime = Duration.seconds(7 * 24 * 3600)

  let key: JWTKey
  let issuer: String
  let audience: String

  /// Issues both tokens and the session to store.
  func issue(to user: User, family: EntityID, now: Timestamp) throws -> (tokens: IssuedTokens, session: Session) {
    let tokenID = EntityID.make().description
    let accessEnd = now.advanced(by: TokenIssuer.accessLifetime)
    let access = try JWT.sign(claims: claims(of: user, tokenID: tokenID, now: now, end: accessEnd), key: key)
    let refresh = try TokenIssuer.makeOpaqueToken()
    let session = Session(
      tokenHash: TokenIssuer.digest(of: refresh), familyID: family, userID: user.id,
      accessToken: AccessTokenReference(id: tokenID, expiresAt: accessEnd), createdAt: now,
      expiresAt: now.advanced(by: TokenIssuer.refreshLifetime))
    let seconds = Int(TokenIssuer.accessLifetime.components.seconds)
    return (IssuedTokens(token: access, refreshToken: refresh, expiresIn: seconds), session)
  }

  /// A refresh token or a mailed token: 32 random bytes in base64url.
  static func makeOpaqueToken() throws -> String { Base64URL.encode(try SecureRandom.bytes(32)) }

  /// The digest under which an opaque token is stored.
  static func digest(of token: String) -> String { Base64URL.encode(SHA256.digest(token)) }

  private func claims(of user: User, tokenID: String, now: Timestamp, end: Timestamp) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { claims in
      claims.member("sub", user.id)
      claims.member("email", user.email.description)
      claims.member("roles", user.roles.map(\.rawValue))
      claims.member("permissions", user.effectivePermissions)
      claims.member("iss", issuer)
      claims.member("aud", audience)
      claims.member("iat", now.secondsSince1970)
      claims.member("exp", end.secondsSince1970)
      claims.member("jti", tokenID)
      claims.member("typ", "access")
    }
    return writer.bytes
  }
}

struct IssuedTokens: Sendable, Hashable {
  let token: String
  let refreshToken: String
  /// The seconds until the access token expires.
  let expiresIn: Int
}

/// A signed-in account: the result of register, login, refresh and password change.
struct SignedIn: Sendable, Hashable {
  let tokens: IssuedTokens
  let user: User
}
