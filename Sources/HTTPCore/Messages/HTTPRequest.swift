/// A complete request: head and body. A copy costs one reference, since a request passes through many functions.
public struct HTTPRequest: Sendable {
  // @unchecked: the properties are changed only through a request that holds the only reference.
  private final class Storage: @unchecked Sendable {
    var method: HTTPMethod
    var target: String
    var headers: HTTPFields
    var body: [UInt8]
    var remoteAddress: String
    var client: (any ClientPresence)?

    init(
      _ method: HTTPMethod, _ target: String, _ headers: HTTPFields, _ body: [UInt8], _ remoteAddress: String,
      _ client: (any ClientPresence)? = nil
    ) {
      self.method = method
      self.target = target
      self.headers = headers
      self.body = body
      self.remoteAddress = remoteAddress
      self.client = client
    }

    func copy() -> Storage { Storage(method, target, headers, body, remoteAddress, client) }
  }

  private var storage: Storage

  public var method: HTTPMethod {
    get { storage.method }
    set { unique.method = newValue }
  }
  /// The request target as sent, usually origin form: `/path?query` (RFC 9112 §3.2).
  public var target: String {
    get { storage.target }
    set { unique.target = newValue }
  }
  public var headers: HTTPFields {
    get { storage.headers }
    _modify { yield &unique.headers }
  }
  /// The content without its transfer coding; empty when there is none.
  public var body: [UInt8] {
    get { storage.body }
    _modify { yield &unique.body }
  }
  /// The client's address without port; empty for a request made here.
  public var remoteAddress: String {
    get { storage.remoteAddress }
    set { unique.remoteAddress = newValue }
  }
  /// Tells whether the client still waits; nil where that is not known.
  public var client: (any ClientPresence)? {
    get { storage.client }
    set { unique.client = newValue }
  }

  /// A request made here, for a client or a test.
  public init(
    method: HTTPMethod = .get, target: String = "/", headers: HTTPFields = HTTPFields(), body: [UInt8] = [], remoteAddress: String = ""
  ) {
    storage = Storage(method, target, headers, body, remoteAddress)
  }

  /// A request that a server has parsed.
  package init(method: HTTPMethod, target: String, headers: HTTPFields, remoteAddress: String, client: (any ClientPresence)?) {
    storage = Storage(method, target, headers, [], remoteAddress, client)
  }

  /// The storage, which this request alone refers to.
  private var unique: Storage {
    mutating get {
      if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
      return storage
    }
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
