import HTTPCore
import ServiceKit

/// The endpoints that confirm an address, and that set and change passwords.
struct CredentialHandlers: Sendable {
  let verifyAddress: VerifyEmail
  let requestPasswordReset: RequestPasswordReset
  let resetPassword: ResetPassword
  let changePassword: ChangePassword

  /// POST /users/verify-email
  func verifyEmail(_ context: RequestContext) async throws -> HTTPResponse {
    _ = try await verifyAddress(try TokenRequest(body: context, member: "token").token)
    return Envelope.success(message: "E-mail address confirmed")
  }

  /// POST /users/password-reset. The response is the same for every address.
  func requestReset(_ context: RequestContext) async throws -> HTTPResponse {
    try await requestPasswordReset(try EmailAddress(body: context), from: context.clientAddress)
    return Envelope.success(status: .accepted, message: "If an account has this address, an e-mail will be sent to it")
  }

  /// POST /users/password-reset/confirm
  func confirmReset(_ context: RequestContext) async throws -> HTTPResponse {
    let request = try NewPassword(body: context)
    try await resetPassword(token: request.token, password: request.password, address: context.clientAddress)
    return Envelope.success(message: "Password set; sign in with it")
  }

  /// POST /users/me/password
  func change(_ context: RequestContext) async throws -> HTTPResponse {
    let change = try PasswordChange(body: context)
    let signedIn = try await changePassword(
      try context.caller().userID, from: change.current, to: change.new, address: context.clientAddress)
    return Envelope.success(message: "Password changed", headers: ["Cache-Control": "no-store"]) { UserJSON.write(signedIn, to: &$0) }
  }
}
