import Crypto
import ServiceKit
import SharedKernel

@testable import PaymentService

extension TestHost {
  /// An access token as the user service would issue it.
  func token(of caller: Caller, roles: [String]? = nil) throws -> String {
    let now = Timestamp.now.secondsSince1970
    let names = (roles ?? [caller.isAdmin ? "admin" : "customer"]).map { "\"\($0)\"" }.joined(separator: ", ")
    let claims = """
      {"sub": "\(caller.userID)", "email": "a@example.com", "roles": [\(names)], "permissions": [],
      "iss": "trellis", "aud": "trellis-api", "iat": \(now), "nbf": \(now),
      "exp": \(now + 900), "jti": "\(EntityID.make())", "typ": "access"}
      """
    return try JWT.sign(claims: Array(claims.utf8), key: host.signingKey)
  }
}
