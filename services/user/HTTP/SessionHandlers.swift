import HTTPCore
import ServiceKit
import ServiceRuntime
import ServiceStorage

/// The endpoints for registration, login, refresh and logout.
struct SessionHandlers: Sendable {
  let registerUser: RegisterUser
  let logInUser: LogIn
  let refreshSession: RefreshSession
  let endSession: LogOut
  let idempotency: IdempotencyGuard

  /// POST /users/register
  func register(_ context: RequestContext) async throws -> HTTPResponse {
    let request = try RegisterUser.Request(body: context)
    try await registerUser.admit(from: context.clientAddress)
    let passwordHash = try await registerUser.hash(request)
    // Without a signed-in caller, a key belongs to one address. The response contains tokens and is therefore stored encrypted.
    return try await idempotency.run(context, scope: "registration of \(request.email)", isSecret: true) {
      let signedIn = try await registerUser(request, passwordHash: passwordHash)
      return Envelope.success(
        status: .created, message: "Account created",
        headers: ["Location": "/api/v1/users/\(signedIn.user.id)", "Cache-Control": "no-store"]
      ) { UserJSON.write(signedIn, to: &$0) }
    }
  }

  /// POST /users/login
  func logIn(_ context: RequestContext) async throws -> HTTPResponse {
    let request = try LogInRequest(body: context)
    guard let email = EmailAddress(request.email) else { throw UserError.invalidCredentials }
    return answer(try await logInUser(email: email, password: request.password, from: context.clientAddress), "Signed in")
  }

  /// POST /users/refresh
  func refresh(_ context: RequestContext) async throws -> HTTPResponse {
    answer(try await refreshSession(try TokenRequest(body: context, member: "refreshToken").token), "Session renewed")
  }

  /// POST /users/logout
  func logOut(_ context: RequestContext) async throws -> HTTPResponse {
    let request = try TokenRequest(body: context, member: "refreshToken")
    let accessToken = context.principal.map { AccessTokenReference(id: $0.tokenID, expiresAt: $0.expiresAt) }
    try await endSession(refreshToken: request.token, accessToken: accessToken)
    return Envelope.success(message: "Signed out")
  }

  /// GET /users/me/token: for services that cannot tell whether the token was revoked. Revoked tokens do not come here.
  func showToken(_ context: RequestContext) async throws -> HTTPResponse {
    guard let principal = context.principal else { throw ServiceError.unauthenticated() }
    return Envelope.success(message: "Token", headers: ["Cache-Control": "no-store"]) { writer in
      writer.object { writer in
        writer.member("id", principal.tokenID)
        writer.member("userId", principal.userID)
        writer.member("expiresAt", principal.expiresAt)
      }
    }
  }

  private func answer(_ signedIn: SignedIn, _ message: String) -> HTTPResponse {
    Envelope.success(message: message, headers: ["Cache-Control": "no-store"]) { UserJSON.write(signedIn, to: &$0) }
  }
}
