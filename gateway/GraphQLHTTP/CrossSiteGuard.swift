import HTTPCore

/// Refuses requests that a page of another site can make a browser send without a CORS preflight (cross-site request forgery).
///
/// A browser sends a preflight before it sends a content type that is not simple, or a header that is not safe-listed. A request with one of
/// those is allowed. Any other request is allowed only if it did not come from a page of another site. A browser sets `Sec-Fetch-Site`, and
/// `Origin` across origins: a request with neither comes from a tool. `same-origin` is the explorer, and `none` the address bar.
///
/// Source: Fetch, "CORS-safelisted request-header"; W3C Fetch Metadata; Apollo's rule for CSRF prevention.
struct CrossSiteGuard: Sendable {
  /// Whether a request without one of those is refused whoever sends it. A browser that sends neither `Sec-Fetch-Site` nor `Origin` is then
  /// refused, too.
  var requiresPreflight = false

  /// Headers that a page cannot set without a preflight.
  static let preflightHeaders = ["apollo-require-preflight", "x-apollo-operation-name", "graphql-require-preflight"]

  private static let simpleContentTypes: Set<String> = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]

  /// Throws if a page of another site may have caused the request.
  func check(_ headers: HTTPFields) throws(GatewayError) {
    guard !Self.wasPreflighted(headers), requiresPreflight || Self.mayBeCrossSite(headers) else { return }
    throw .crossSiteRequest(
      "A browser can send this request on behalf of another site (CSRF). Send Content-Type: application/json, or one of the headers "
        + Self.preflightHeaders.joined(separator: ", ") + ".")
  }

  private static func wasPreflighted(_ headers: HTTPFields) -> Bool {
    if preflightHeaders.contains(where: { headers[$0]?.isEmpty == false }) { return true }
    guard let contentType = headers["content-type"] else { return false }
    let essence = contentType.split(separator: ";", omittingEmptySubsequences: false).first?.trimmingBlanks.lowercased() ?? ""
    // What is not a media type is not known to cause a preflight in every browser.
    let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(HTTPCharacter.isToken) }) else { return false }
    return !simpleContentTypes.contains(essence)
  }

  private static func mayBeCrossSite(_ headers: HTTPFields) -> Bool {
    if let site = headers["sec-fetch-site"] { return site != "same-origin" && site != "none" }
    return headers["origin"] != nil || headers["sec-fetch-mode"] != nil || headers["sec-fetch-dest"] != nil
  }
}
