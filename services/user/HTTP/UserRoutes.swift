import HTTPCore
import ServiceKit

/// Every route of the user service.
struct UserRoutes: Sendable {
  let sessions: SessionHandlers
  let users: UserHandlers

  var all: [Route] {
    [
      Route(.post, "/api/v1/users/register", access: .anyone, summary: "Open an account and sign in", sessions.register),
      Route(.post, "/api/v1/users/login", access: .anyone, summary: "Sign in", sessions.logIn),
      Route(.post, "/api/v1/users/refresh", access: .anyone, summary: "Exchange a refresh token for new tokens", sessions.refresh),
      Route(.post, "/api/v1/users/logout", access: .anyone, summary: "End a session", sessions.logOut),
      Route(.get, "/api/v1/users", access: .signedIn, summary: "List accounts, or look some up by ?ids=", users.list),
      Route(.get, "/api/v1/users/me", access: .signedIn, summary: "The caller's account", users.me),
      Route(.get, "/api/v1/users/:id", access: .signedIn, summary: "One account", users.show),
      Route(.put, "/api/v1/users/:id", access: .signedIn, summary: "Change an account", users.update),
      Route(.delete, "/api/v1/users/:id", access: .signedIn, summary: "Delete an account", users.delete),
      Route(.post, "/api/v1/users/verify-email", access: .anyone, summary: "Confirm an e-mail address", notImplemented),
      Route(.post, "/api/v1/users/password-reset", access: .anyone, summary: "Ask for a new password", notImplemented),
      Route(.post, "/api/v1/users/password-reset/confirm", access: .anyone, summary: "Set a new password", notImplemented),
      Route(.get, "/.well-known/jwks.json", access: .anyone, summary: "Public keys; none while tokens are signed with a secret") { _ in
        HTTPResponse(headers: ["Content-Type": "application/jwk-set+json"], body: Array(#"{"keys":[]}"#.utf8))
      },
    ]
  }

  /// Mail is not sent yet, so there is no way to hand a single-use token to its owner.
  @Sendable private func notImplemented(_ context: RequestContext) async throws -> HTTPResponse {
    throw ServiceError.notImplemented()
  }
}
