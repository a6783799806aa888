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
    let claims = claims(
      of: user, roles: user.roles, permissions: user.effectivePermissions, scope: nil, tokenID: tokenID, now: now, end: accessEnd)
    let access = try JWT.sign(claims: claims, key: key)
    let refresh = try TokenIssuer.makeOpaqueToken()
    let session = Session(
      tokenHash: TokenIssuer.digest(of: refresh), familyID: family, userID: user.id,
      accessToken: AccessTokenReference(id: tokenID, expiresAt: accessEnd), createdAt: now,
      expiresAt: now.advanced(by: TokenIssuer.refreshLifetime))
    let seconds = Int(TokenIssuer.accessLifetime.components.seconds)
    return (IssuedTokens(token: access, refreshToken: refresh, expiresIn: seconds), session)
  }

  /// How long the access token of an API key is valid. It is not refreshed: the key is exchanged again.
  static let keyAccessLifetime = Duration.seconds(5 * 60)

  /// Issues an access token for an API key, and the session to store. Nobody has the session's refresh token.
  func issue(for key: APIKey, of owner: User, now: Timestamp) throws -> (token: IssuedAccess, session: Session) {
    let tokenID = EntityID.make().description
    let end = min(now.advanced(by: TokenIssuer.keyAccessLifetime), key.expiresAt)
    let scopes = key.grants(of: owner)
    let claims = claims(
      of: owner, roles: key.roles(of: owner), permissions: scopes, scope: scopes.joined(separator: " "), tokenID: tokenID, now: now,
      end: end)
    let access = try JWT.sign(claims: claims, key: self.key)
    let session = Session(
      tokenHash: TokenIssuer.digest(of: try TokenIssuer.makeOpaqueToken()), familyID: key.id, userID: owner.id,
      accessToken: AccessTokenReference(id: tokenID, expiresAt: end), createdAt: now, expiresAt: end)
    return (IssuedAccess(token: access, expiresIn: Int(end.since(now).components.seconds)), session)
  }

  /// A refresh token, an API key or a mailed token: 32 random bytes in base64url.
  static func makeOpaqueToken() throws -> String { Base64URL.encode(try SecureRandom.bytes(32)) }

  /// The digest under which an opaque token is stored.
  static func digest(of token: String) -> String { Base64URL.encode(SHA256.digest(token)) }

  /// - Parameter scope: what the token is limited to (RFC 8693 §4.2); nil for a token that may do whatever its user may.
  private func claims(
    of user: User, roles: [Role], permissions: [String], scope: String?, tokenID: String, now: Timestamp, end: Timestamp
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { claims in
      claims.member("sub", user.id)
      claims.member("email", user.email.description)
      claims.member("roles", roles.map(\.rawValue))
      claims.member("permissions", permissions)
      if let scope { claims.member("scope", scope) }
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

/// An access token alone.
struct IssuedAccess: Sendable, Hashable {
  let token: String
  /// The seconds until it expires.
  let expiresIn: Int
}

/// A signed-in account: the result of register, login, refresh and password change.
struct SignedIn: Sendable, Hashable {
  let tokens: IssuedTokens
  let user: User
}
