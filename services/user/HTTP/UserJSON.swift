import JSON
import ServiceKit

/// The JSON form of accounts and sign-ins.
enum UserJSON {
  static func write(_ user: User, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", user.id)
      writer.member("email", user.email.description)
      writer.member("pendingEmail", user.pendingEmail?.description)
      writer.member("firstName", user.firstName)
      writer.member("lastName", user.lastName)
      writer.member("fullName", user.fullName)
      writer.member("roles", user.roles.map(\.rawValue))
      writer.member("emailVerified", user.isEmailVerified)
      writer.member("createdAt", user.createdAt)
      writer.member("updatedAt", user.updatedAt)
    }
  }

  /// The response to register, login, refresh and a password change.
  static func write(_ signedIn: SignedIn, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("token", signedIn.tokens.token)
      writer.member("refreshToken", signedIn.tokens.refreshToken)
      writer.member("expiresIn", signedIn.tokens.expiresIn)
      writer.name("user")
      write(signedIn.user, to: &writer)
    }
  }
}
