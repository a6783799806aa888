import HTTPCore
import ServiceKit

/// Register, login, refresh and logout over HTTP.
struct SessionHandlers: Sendable {
  let registerUser: RegisterUser
  let logInUser: LogIn
  let refreshSession: RefreshSession
  let endSession: LogOut

  func register(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let email = body.requiredValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) }
    let password = body.requiredString("password", length: 8...128)
    let firstName = body.requiredString("firstName", length: 1...100)
    let lastName = body.requiredString("lastName", length: 1...100)
    try body.finish()
    guard let email else { throw ServiceError.invalidInput("email", EmailAddress.rule) }
    let signedIn = try await registerUser(
      RegisterUser.Request(email: email, password: password, firstName: firstName, lastName: lastName))
    return Envelope.success(
      status: .created, message: "Account created",
      headers: ["Location": "/api/v1/users/\(signedIn.user.id)", "Cache-Control": "no-store"]
    ) { $0.signedIn(signedIn) }
  }

  func logIn(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let text = body.requiredString("email", length: EmailAddress.lengths)
    let password = body.requiredString("password", length: 1...128)
    try body.finish()
    // An address of the wrong form has no account; that it has none must not be told apart here.
    guard let email = EmailAddress(text) else { throw UserFault.invalidCredentials }
    let signedIn = try await logInUser(email: email, password: password)
    return Envelope.success(message: "Signed in", headers: ["Cache-Control": "no-store"]) { $0.signedIn(signedIn) }
  }

  func refresh(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let token = body.requiredString("refreshToken", length: 1...512)
    try body.finish()
    let signedIn = try await refreshSession(token)
    return Envelope.success(message: "Session renewed", headers: ["Cache-Control": "no-store"]) { $0.signedIn(signedIn) }
  }

  func logOut(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let token = body.requiredString("refreshToken", length: 1...512)
    try body.finish()
    let shown = context.principal.map { AccessTokenReference(id: $0.tokenID, expiresAt: $0.expiresAt) }
    try await endSession(refreshToken: token, accessToken: shown)
    return Envelope.success(message: "Signed out")
  }
}
