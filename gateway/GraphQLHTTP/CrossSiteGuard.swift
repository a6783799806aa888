import HTTPCore

/// Refuses what a foreign web page can make a browser send without asking first.
///
/// A browser asks (a CORS preflight) before it sends a content type that is not simple, or a header that is not safe-listed. So a
/// request may pass when it carries one of those. Others pass only when no foreign page can have sent them: a browser marks its
/// requests with `Sec-Fetch-Site` or, across origins, with `Origin`; what has neither comes from a tool and not from a browser, and
/// `same-origin` is our own explorer, `none` the address bar.
///
/// Source: Fetch, "CORS-safelisted request-header"; W3C Fetch Metadata; Apollo's rule for CSRF prevention.
enum CrossSiteGuard {
  /// Headers that no page can set without a preflight.
  static let preflightHeaders = ["apollo-require-preflight", "x-apollo-operation-name", "graphql-require-preflight"]

  private static let simpleContentTypes: Set<String> = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]

  /// Throws when a foreign page may be behind the request.
  static func check(_ headers: HTTPFields) throws(GatewayError) {
    guard !wasPreflighted(headers), mayBeForeign(headers) else { return }
    throw .crossSiteRequest(
      "A browser can send this request on behalf of a foreign page (CSRF). Send Content-Type: application/json, or one of the headers "
        + preflightHeaders.joined(separator: ", ") + ".")
  }

  private static func wasPreflighted(_ headers: HTTPFields) -> Bool {
    if preflightHeaders.contains(where: { headers[$0]?.isEmpty == false }) { return true }
    guard let contentType = headers["content-type"] else { return false }
    let essence = contentType.split(separator: ";", omittingEmptySubsequences: false).first?.trimmingBlanks.lowercased() ?? ""
    return !essence.isEmpty && !simpleContentTypes.contains(essence)
  }

  private static func mayBeForeign(_ headers: HTTPFields) -> Bool {
    if let site = headers["sec-fetch-site"] { return site != "same-origin" && site != "none" }
    return headers["origin"] != nil || headers["sec-fetch-mode"] != nil || headers["sec-fetch-dest"] != nil
  }
}
