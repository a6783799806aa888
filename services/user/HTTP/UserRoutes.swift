import HTTPCore
import ServiceKit

/// Every route of the user service.
struct UserRoutes: Sendable {
  let sessions: SessionHandlers
  let credentials: CredentialHandlers
  let users: UserHandlers
  let grants: GrantHandlers
  let audit: AuditHandlers
  /// In development alone.
  let mails: MailHandlers?

  private typealias Shape = UserSchemas

  var all: [Route] { sessionRoutes + credentialRoutes + userRoutes + adminRoutes + mailRoutes + [keys] }

  private var sessionRoutes: [Route] {
    [
      route(.post, "/register", .anyone, "Open an account and sign in", sessions.register)
        .taking(Shape.registration).answering(.created, Shape.signedIn).failing(.conflict).idempotent(),
      route(.post, "/login", .anyone, "Sign in", sessions.logIn)
        .taking(Shape.credentials).answering(.ok, Shape.signedIn).failing(.unauthorized, .tooManyRequests),
      route(.post, "/refresh", .anyone, "Exchange a refresh token, which counts once, for new tokens", sessions.refresh)
        .taking(Shape.refreshToken).answering(.ok, Shape.signedIn).failing(.unauthorized),
      route(.post, "/logout", .anyone, "End a session, and the access token shown", sessions.logOut)
        .taking(Shape.refreshToken).answering(),
    ]
  }

  private var credentialRoutes: [Route] {
    [
      route(.post, "/verify-email", .anyone, "Confirm an e-mail address by a mailed token", credentials.verifyEmail)
        .taking(Shape.mailedToken).answering().failing(.unauthorized),
      route(.post, "/password-reset", .anyone, "Ask for a mailed token to set a new password", credentials.requestReset)
        .taking(Shape.address).answering(.accepted).failing(.tooManyRequests),
      route(.post, "/password-reset/confirm", .anyone, "Set a new password by a mailed token", credentials.confirmReset)
        .taking(Shape.newPassword).answering().failing(.unauthorized),
      route(.post, "/me/password", .signedIn, "Change the caller's password; all sessions end, a new one begins", credentials.change)
        .taking(Shape.passwordChange).answering(.ok, Shape.signedIn).failing(.forbidden, .notFound, .tooManyRequests),
    ]
  }

  private var userRoutes: [Route] {
    [
      route(.get, "", .signedIn, "List accounts, or look some up by ?ids=", users.list)
        .reading(
          [
            .ids(), .query("role", .choice(Role.self), "Only accounts with this role"),
            .query("sort", .choice(UserQuery.Sort.self), "What comes first"),
          ] + RouteParameter.page
        ).answeringList(of: Shape.user),
      route(.get, "/me", .signedIn, "The caller's account", users.me).answering(.ok, Shape.user).tagged().failing(.notFound),
      route(.get, "/:id", .signedIn, "One account", users.show).answering(.ok, Shape.user).tagged(),
      route(.put, "/:id", .signedIn, "Change an account", users.update)
        .taking(Shape.change).answering(.ok, Shape.user).failing(.conflict).conditional().showingTag(),
      route(.delete, "/:id", .signedIn, "Delete an account", users.delete).answering(.ok, Shape.deleted).conditional(),
    ]
  }

  private var adminRoutes: [Route] {
    let role = RouteParameter.path("role", .choice(Role.self), "The role")
    let permission = RouteParameter.path("permission", .choice(Permission.all.sorted()), "The permission")
    return [
      route(.get, "/roles", .role("admin"), "The roles and their permissions", grants.listRoles).answering(.ok, Shape.roles),
      route(.get, "/:id/grants", .role("admin"), "An account's roles and permissions", grants.show)
        .answering(.ok, Shape.grants).tagged(),
      route(.put, "/:id/roles/:role", .role("admin"), "Grant a role", grants.grantRole)
        .reading([role]).answering(.ok, Shape.grants).conditional().showingTag(),
      route(.delete, "/:id/roles/:role", .role("admin"), "Revoke a role", grants.revokeRole)
        .reading([role]).answering(.ok, Shape.grants).failing(.conflict).conditional().showingTag(),
      route(.put, "/:id/permissions/:permission", .role("admin"), "Grant a permission besides the roles", grants.grantPermission)
        .reading([permission]).answering(.ok, Shape.grants).conditional().showingTag(),
      route(.delete, "/:id/permissions/:permission", .role("admin"), "Revoke such a permission", grants.revokePermission)
        .reading([permission]).answering(.ok, Shape.grants).conditional().showingTag(),
      route(.get, "/audit-log", .role("admin"), "Who did what, newest first", audit.list)
        .reading(
          [
            .query("action", .choice(AuditAction.self), "Only this action"), .query("actorId", .id, "Only what this account did"),
            .query("subjectId", .id, "Only what concerns this account, order or payment"),
          ] + RouteParameter.page
        ).answeringList(of: Shape.auditEntry),
    ]
  }

  private var mailRoutes: [Route] {
    guard let mails else { return [] }
    let parameters = [RouteParameter.query("recipient", Shape.email, "Only mails to this address")] + RouteParameter.page
    return [
      Route(.get, "/dev/mails.json", access: .anyone, summary: "The development mail sink, newest first", mails.list)
        .reading(parameters).answeringList(of: Shape.mail),
      Route(.get, "/dev/mails", access: .anyone, summary: "The development mail sink for people", mails.page)
        .reading(parameters).answering(.ok, mediaType: "text/html", .string()),
    ]
  }

  private var keys: Route {
    Route(.get, "/.well-known/jwks.json", access: .anyone, summary: "Public keys; none while tokens are signed with a secret") { _ in
      HTTPResponse(headers: ["Content-Type": "application/jwk-set+json"], body: Array(#"{"keys":[]}"#.utf8))
    }.answering(.ok, mediaType: "application/jwk-set+json", Shape.keys).fixed()
  }

  private func route(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, "/api/v1/users" + path, access: access, summary: summary, handler)
  }
}
