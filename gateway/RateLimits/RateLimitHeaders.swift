import HTTPCore

extension RateLimiter.Refusal {
  /// The name of the policy in headers and messages.
  private var policy: String {
    if let field = bucket.field { return field.description }
    return if case .user = bucket.subject { "user" } else { "address" }
  }

  /// `Retry-After` (RFC 9110 §10.2.3), and `RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers says: the quota `q` in
  /// a window of `w` seconds, of which `r` remain, and `t` seconds until the request can succeed.
  var headers: HTTPFields {
    [
      "Retry-After": "\(seconds)",
      "RateLimit-Policy": "\"\(policy)\";q=\(limit.tokens);w=\(limit.period.seconds)",
      "RateLimit": "\"\(policy)\";r=\(remaining);t=\(seconds)",
    ]
  }

  var message: String {
    let subject =
      if let field = bucket.field { "executions of \(field)" } else { "requests" }
    let whose = if case .user = bucket.subject { "of this user" } else { "from this address" }
    if isNeverPossible { return "Too many \(subject) in one operation: at most \(limit.burst) are allowed." }
    return "Too many \(subject) \(whose): at most \(limit) are allowed. Try again in \(seconds) s."
  }
}
