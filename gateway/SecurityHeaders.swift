import HTTPCore

/// The headers of every response that tell browsers what not to do. nginx/nginx.conf.in adds the same ones.
enum SecurityHeaders {
  /// - Parameter strictTransportSeconds: nil without TLS. A response without TLS must not have `Strict-Transport-Security` (RFC 6797 §7.2).
  static func fields(strictTransportSeconds: Int?) -> HTTPFields {
    var fields: HTTPFields = [
      "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
    ]
    if let seconds = strictTransportSeconds, seconds > 0 { fields.append("Strict-Transport-Security", "max-age=\(seconds)") }
    return fields
  }
}
