import HTTPCore
import ServiceKit

/// All routes of the user service.
struct UserRoutes: Sendable {
  let sessions: SessionHandlers
  let credentials: CredentialHandlers
  let users: UserHandlers
  let grants: GrantHandlers
  let audit: AuditHandlers
  let apiKeys: APIKeyHandlers
  /// Only in development.
  let mails: MailHandlers?
  /// The public keys of access tokens, a JWK Set (RFC 7517 §5).
  let keySet: [UInt8]

  private typealias Shape = UserSchemas
  private let route = RouteGroup("/api/v1/users")

  var all: [Route] { sessionRoutes + credentialRoutes + userRoutes + keyRoutes + adminRoutes + mailRoutes + [keys] }

  private var sessionRoutes: [Route] {
    [
      route(.post, "/register", .anyone, "Creates an account and signs in", sessions.register)
        .body(Shape.registration).returns(.created, Shape.signedIn).fails(.conflict, .tooManyRequests).idempotent(),
      route(.post, "/login", .anyone, "Signs in", sessions.logIn)
        .body(Shape.credentials).returns(.ok, Shape.signedIn).fails(.unauthorized, .tooManyRequests),
      route(.post, "/refresh", .anyone, "Exchanges a refresh token, which is valid once, for new tokens", sessions.refresh)
        .body(Shape.refreshToken).returns(.ok, Shape.signedIn).fails(.unauthorized),
      route(.post, "/logout", .anyone, "Ends a session and revokes the access token of the request", sessions.logOut)
        .body(Shape.refreshToken).returns(),
      route(.get, "/me/token", .signedIn, "Describes the token of the request, which is valid and not revoked", sessions.showToken)
        .returns(.ok, Shape.token).anyScope(),
    ]
  }

  private var credentialRoutes: [Route] {
    [
      route(.post, "/verify-email", .anyone, "Confirms an e-mail address, also a new one, by a mailed token", credentials.verifyEmail)
        .body(Shape.mailedToken).returns().fails(.unauthorized, .conflict),
      route(.post, "/password-reset", .anyone, "Requests a mailed token for a new password", credentials.requestReset)
        .body(Shape.address).returns(.accepted).fails(.tooManyRequests),
      route(.post, "/password-reset/confirm", .anyone, "Sets a new password by a mailed token", credentials.confirmReset)
        .body(Shape.newPassword).returns().fails(.unauthorized),
      route(.post, "/me/password", .signedIn, "Changes the caller's password; ends all sessions and starts a new one", credentials.change)
        .body(Shape.passwordChange).returns(.ok, Shape.signedIn).fails(.forbidden, .notFound, .tooManyRequests),
    ]
  }

  private var userRoutes: [Route] {
    [
      route(.get, "", .signedIn, "Lists accounts, or looks up ?ids=", users.list)
        .parameters(
          [
            .ids(), .query("role", .choice(Role.self), "Only accounts with this role"),
            .query("sort", .choice(UserSort.self), "The order of the list"),
          ] + RouteParameter.page
        ).returnsList(of: Shape.user).scopes("user.profile.read", "user.user.read"),
      route(.get, "/me", .signedIn, "Shows the caller's account", users.me).returns(.ok, Shape.user).ifNoneMatch().fails(.notFound)
        .scopes("user.profile.read", "user.user.read"),
      route(.get, "/:id", .signedIn, "Shows one account", users.show).returns(.ok, Shape.user).ifNoneMatch()
        .scopes("user.profile.read", "user.user.read"),
      route(.put, "/:id", .signedIn, "Changes an account; a new address counts when it is confirmed", users.update)
        .body(Shape.change).returns(.ok, Shape.user).fails(.conflict, .tooManyRequests).ifMatch().etag()
        .scopes("user.profile.update", "user.user.update"),
      route(.delete, "/:id", .signedIn, "Deletes an account", users.delete).returns(.ok, Shape.deleted).ifMatch()
        .scopes("user.user.delete"),
    ]
  }

  private var keyRoutes: [Route] {
    let route = RouteGroup("/api/v1/api-keys")
    return [
      route(.post, "", .signedIn, "Creates an API key, which is shown in this response only", apiKeys.create)
        .body(Shape.newAPIKey).returns(.created, Shape.createdAPIKey).fails(.forbidden, .notFound, .conflict),
      route(.get, "", .signedIn, "Lists the caller's API keys", apiKeys.list).parameters(RouteParameter.page).returnsList(of: Shape.apiKey),
      route(.delete, "/:id", .signedIn, "Revokes an API key and its access tokens", apiKeys.revoke).returns(),
      route(.post, "/token", .anyone, "Exchanges an API key for an access token with its scopes", apiKeys.exchange)
        .body(Shape.apiKeyText).returns(.ok, Shape.accessToken).fails(.unauthorized),
    ]
  }

  private var adminRoutes: [Route] {
    let role = RouteParameter.path("role", .choice(Role.self), "The role")
    let permission = RouteParameter.path("permission", .choice(Permission.all.sorted()), "The permission")
    return [
      route(.get, "/roles", .role("admin"), "Lists the roles and their permissions", grants.listRoles).returns(.ok, Shape.roles),
      route(.get, "/:id/grants", .role("admin"), "Shows an account's roles and permissions", grants.show)
        .returns(.ok, Shape.grants).ifNoneMatch(),
      route(.put, "/:id/roles/:role", .role("admin"), "Grants a role", grants.grantRole)
        .parameters([role]).returns(.ok, Shape.grants).ifMatch().etag(),
      route(.delete, "/:id/roles/:role", .role("admin"), "Revokes a role", grants.revokeRole)
        .parameters([role]).returns(.ok, Shape.grants).fails(.conflict).ifMatch().etag(),
      route(.put, "/:id/permissions/:permission", .role("admin"), "Grants a permission in addition to the roles", grants.grantPermission)
        .parameters([permission]).returns(.ok, Shape.grants).ifMatch().etag(),
      route(.delete, "/:id/permissions/:permission", .role("admin"), "Revokes such a permission", grants.revokePermission)
        .parameters([permission]).returns(.ok, Shape.grants).ifMatch().etag(),
      route(.get, "/audit-log", .role("admin"), "Lists the audit log, newest first", audit.list)
        .parameters(
          [
            .query("action", .choice(AuditAction.self), "Only this action"), .query("actorId", .id, "Only actions of this account"),
            .query("subjectId", .id, "Only entries about this account, order or payment"),
          ] + RouteParameter.page
        ).returnsList(of: Shape.auditEntry).scopes("user.audit.read"),
    ]
  }

  private var mailRoutes: [Route] {
    guard let mails else { return [] }
    let parameters = [RouteParameter.query("recipient", Shape.email, "Only e-mails to this address")] + RouteParameter.page
    return [
      Route(.get, "/dev/mails.json", access: .anyone, summary: "The development mail sink, newest first", mails.list)
        .parameters(parameters).returnsList(of: Shape.mail),
      Route(.get, "/dev/mails", access: .anyone, summary: "The development mail sink as a page", mails.page)
        .parameters(parameters).returns(.ok, mediaType: "text/html", .string()),
    ]
  }

  private var keys: Route {
    Route(
      .get, "/.well-known/jwks.json", access: .anyone, summary: "The public keys of access tokens; none if they are signed with a secret"
    ) { [keySet] _ in
      HTTPResponse(headers: ["Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=300"], body: keySet)
    }.returns(.ok, mediaType: "application/jwk-set+json", Shape.keys).fixed()
  }
}
