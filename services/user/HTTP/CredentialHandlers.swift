import HTTPCore
import ServiceKit

/// Proving an address, and setting and changing passwords, over HTTP.
struct CredentialHandlers: Sendable {
  let verifyAddress: VerifyEmail
  let requestPasswordReset: RequestPasswordReset
  let resetPassword: ResetPassword
  let changePassword: ChangePassword

  func verifyEmail(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let token = body.requiredString("token", length: 1...512)
    try body.finish()
    _ = try await verifyAddress(token)
    return Envelope.success(message: "E-mail address confirmed")
  }

  /// The same answer for every address.
  func requestReset(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let email = body.requiredValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) }
    try body.finish()
    guard let email else { throw ServiceError.invalidInput("email", EmailAddress.rule) }
    try await requestPasswordReset(email)
    return Envelope.success(status: .accepted, message: "If an account has this address, a letter is on its way")
  }

  func confirmReset(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let token = body.requiredString("token", length: 1...512)
    let password = body.requiredString("password", length: UserSchemas.passwordLengths)
    try body.finish()
    try await resetPassword(token: token, password: password)
    return Envelope.success(message: "Password set; sign in with it")
  }

  func change(_ context: RequestContext) async throws -> HTTPResponse {
    var body = try BodyReader(context)
    let current = body.requiredString("currentPassword", length: 1...128)
    let new = body.requiredString("newPassword", length: UserSchemas.passwordLengths)
    try body.finish()
    let signedIn = try await changePassword(try context.requirePrincipal().userID, from: current, to: new)
    return Envelope.success(message: "Password changed", headers: ["Cache-Control": "no-store"]) { $0.signedIn(signedIn) }
  }
}
