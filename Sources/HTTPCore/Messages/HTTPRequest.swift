/// A complete request: head and body.
public struct HTTPRequest: Sendable {
  public var method: HTTPMethod
  /// The request target as sent, usually origin form: `/path?query` (RFC 9112 §3.2).
  public var target: String
  public var headers: HTTPFields
  /// The content without its transfer coding; empty when there is none.
  public var body: [UInt8]
  /// The client's address without port; empty for a request made here.
  public var remoteAddress: String
  /// Tells whether the client still waits; nil where that is not known.
  public var client: (any ClientPresence)?

  /// A request made here, for a client or a test.
  public init(
    method: HTTPMethod = .get, target: String = "/", headers: HTTPFields = HTTPFields(), body: [UInt8] = [], remoteAddress: String = ""
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.remoteAddress = remoteAddress
  }

  /// The path of the target, still percent-encoded, without the query; an absolute-form target gives its path.
  public var path: String {
    let local = originForm
    guard let mark = local.utf8.firstIndex(of: UInt8(ascii: "?")) else { return local }
    return String(local[..<mark])
  }

  /// What follows the first `?` of the target, still percent-encoded; nil without one.
  public var query: String? {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
    return String(target[target.utf8.index(after: mark)...])
  }

  /// The target without scheme and authority (RFC 9112 §3.2.2 absolute form is accepted from clients).
  private var originForm: String {
    if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target }
    return HTTPURL(target)?.target ?? target
  }
}
