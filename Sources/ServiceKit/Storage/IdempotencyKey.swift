import Crypto
import HTTPCore

/// One use of an `Idempotency-Key`: whose it is, for which route, and a digest of the request it came with.
struct IdempotencyKey: Sendable, Hashable {
  let scope: String
  let route: String
  let key: String
  let requestHash: String

  /// `scope` is whose key it is, instead of the caller. `secret`: the digest is keyed, for a request with a password in it, which nobody may
  /// guess from a plain one. Nil without the header; 400 when the key is not 1–255 visible ASCII characters.
  init?(_ context: RequestContext, scope: String? = nil, secret: [UInt8]? = nil) throws(ServiceError) {
    guard let key = context.request.headers["Idempotency-Key"] else { return nil }
    guard TextRule.token.accepts(key) else { throw .invalidInput("Idempotency-Key", TextRule.token.words) }
    self.key = key
    self.scope = scope ?? context.principal?.userID.description ?? "anonymous"
    route = context.routeName
    let request = Array(context.request.target.utf8) + [0] + context.request.body
    requestHash = Base64URL.encode(secret.map { HMACSHA256.authenticate(request, key: $0) } ?? SHA256.digest(request))
  }
}
