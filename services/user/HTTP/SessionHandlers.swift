import HTTPCore
import ServiceKit
import ServiceStorage

/// Register, login, refresh and logout over HTTP.
struct SessionHandlers: Sendable {
  let registerUser: RegisterUser
  let logInUser: LogIn
  let refreshSession: RefreshSession
  let endSession: LogOut
  let idempotency: IdempotencyGuard

  func register(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let email = body.requiredValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) }
    let password = body.requiredString("password", length: UserSchemas.passwordLengths)
    let firstName = body.requiredString("firstName", length: UserSchemas.nameLengths)
    let lastName = body.requiredString("lastName", length: UserSchemas.nameLengths)
    try body.finish()
    guard let email else { throw ServiceError.invalidInput("email", EmailAddress.rule) }
    let request = RegisterUser.Request(email: email, password: password, firstName: firstName, lastName: lastName)
    let passwordHash = try await registerUser.hash(request)
    // Nobody is signed in yet, so a key counts for one address. The answer holds tokens, and so is stored sealed.
    return try await idempotency.run(context, scope: "registration of \(email)", isSecret: true) {
      let signedIn = try await registerUser(request, passwordHash: passwordHash)
      return Envelope.success(
        status: .created, message: "Account created",
        headers: ["Location": "/api/v1/users/\(signedIn.user.id)", "Cache-Control": "no-store"]
      ) { $0.signedIn(signedIn) }
    }
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
