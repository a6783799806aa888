import Crypto
import ServiceKit
import SharedKernel

@testable import PaymentService

extension TestHost {
  /// An access token as the user service would issue it.
  func token(of caller: Caller) throws -> String {
    let now = Timestamp.now.secondsSince1970
    let claims = """
      {"sub": "\(caller.userID)", "email": "a@example.com", "roles": ["\(caller.isAdmin ? "admin" : "customer")"], "permissions": [],
      "iss": "trellis", "aud": "trellis-api", "iat": \(now), "nbf": \(now),
      "exp": \(now + 900), "jti": "\(EntityID.make())", "typ": "access"}
      """
    return try JWT.sign(claims: Array(claims.utf8), key: host.signingKey)
  }
}
