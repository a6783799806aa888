import JSON
import ServiceKit

extension JSONWriter {
  /// An account as callers see it.
  mutating func user(_ user: User) {
    object { writer in
      writer.member("id", user.id)
      writer.member("email", user.email.description)
      writer.member("firstName", user.firstName)
      writer.member("lastName", user.lastName)
      writer.member("fullName", user.fullName)
      writer.member("roles", user.roles.map(\.rawValue))
      writer.member("emailVerified", user.isEmailVerified)
      writer.member("createdAt", user.createdAt)
      writer.member("updatedAt", user.updatedAt)
    }
  }

  /// The answer of register, login and refresh.
  mutating func signedIn(_ signedIn: SignedIn) {
    object { writer in
      writer.member("token", signedIn.tokens.token)
      writer.member("refreshToken", signedIn.tokens.refreshToken)
      writer.member("expiresIn", signedIn.tokens.expiresIn)
      writer.name("user")
      writer.user(signedIn.user)
    }
  }
}
